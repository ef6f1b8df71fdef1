"""Bodies of messages as plain text."""

import random
import time

import pytest

from etl.domain.messages.bodies import lines_of, text_of


def text(body: str) -> str:
    return text_of(lines_of(body))


@pytest.mark.parametrize(
    "body",
    [
        "taille <M ou >L, prix < 20 €",
        "a < b et b > c",
        "I <3 it",
        "<order id> 2611021130ABCDE",
        "Écrivez à <sav@maison.example>",
        "<p>Bonjour",
        "<b et <i",
        "if (a<b && b>c) {{ prenom }} {prenom} $x$ **gras** :red[x] =1+1",
        "R&D, AT&T, ?a=1&copy=2&reg=3, &inconnu;",
        "  deux blancs  et\tune tabulation \u00a0!",
        "مرحبا، أين طردي؟ \u202eabc\u202c 👨‍👩‍👧",
        "<unknown>text</unknown>",
        "a <inconnu/> b <b",
        "</div> rien d'ouvert",
    ],
)
def test_a_plain_body_keeps_every_sign(body: str) -> None:
    assert text(body) == body


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("Prix : 5&euro; &amp; port", "Prix : 5€ & port"),
        ("&amp;eacute; &lt;b&gt;gras&lt;/b&gt;", "&eacute; <b>gras</b>"),
        ("&#39;x&#39; &#x1F44D; &nbsp;!", "'x' 👍 \u00a0!"),
        ("<p>&amp;lt; &lt;b&gt;</p>", "&lt; <b>"),
        ("l&#039;article&#8217;s", "l'article’s"),
    ],
)
def test_entities_are_decoded_once_in_plain_bodies_as_well(body: str, shown: str) -> None:
    assert text(body) == shown


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("a<br>b<BR/>c<br />d", "a\nb\nc\nd"),
        ("a<br><br>b", "a\n\nb"),
        ("<div>a</div><div><br></div><div>b</div>", "a\n\nb"),
        ("<p>a</p>\n  <p>b</p>", "a\nb"),
        ("<div><div>a</div></div>b", "a\nb"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("<h1>a</h1>b<hr>c", "a\nb\nc"),
        ("a<hr/>b", "a\nb"),
        ("<b>mot</b><i>suite</i> et <a href='https://t.example'>lien</a>", "motsuite et lien"),
        ("un <b>\n deux</b>  trois <br>", "un deux trois"),
        ("<pre>a\n  b</pre>c", "a\n  b\nc"),
        ("photo <img src='https://t.example/p.gif' alt='x'> jointe", "photo jointe"),
    ],
)
def test_blocks_and_br_break_lines_and_other_tags_do_not(body: str, shown: str) -> None:
    assert text(body) == shown


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("<table><tr><td>Réf.</td><td>A-1</td></tr><tr><td>Qté</td><td>2</td></tr></table>", "Réf. A-1\nQté 2"),
        ("<table><tr><th>a</th>\n<td><p>b</p></td><td><p>c</p></td></tr></table>", "a b c"),
        ("<table><tr><td><p>a</p><p>b</p></td><td>c</td></tr></table>", "a\nb c"),
        ("<table><tr><td><table><tr><td>a</td></tr></table></td><td>b</td></tr></table>", "a b"),
        ("<table><tr><td>a</td><td></td></tr><tr><td><div>b</div></td></tr></table>", "a\nb"),
        ("x<table><tr><td></td><td>a</td></tr></table>y", "x\na\ny"),
    ],
)
def test_cells_of_a_table_are_parted_by_a_blank(body: str, shown: str) -> None:
    assert text(body) == shown


@pytest.mark.parametrize(
    "body",
    [
        "<style>p{x:1}</style><p>vu</p>",
        "<script>alert('<p>caché</p>')</script><p>vu</p>",
        "<head><title>caché</title>caché</head><body>vu</body>",
        "<!-- caché <p>caché</p> --><p>vu</p>",
        "<p>vu<!--[if mso]>caché<![endif]--></p>",
        "<p>vu</p><script>caché",
        "<p>vu</p><style>caché{}",
        "<p>vu</p><!-- caché",
        "<p>vu</p><iframe src='https://t.example'>caché</iframe>",
        "<!DOCTYPE html><html><head><meta charset=utf-8></head><body><p>vu</p></body></html>",
        "<STYLE>caché</STYLE><P>vu</P>",
        "<p onclick='alert(1)'>vu</p><template>caché</template>",
    ],
)
def test_style_script_head_and_comments_never_show(body: str) -> None:
    assert text(body) == "vu"


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("taille <M ou >L<br>prix < 20 €", "taille <M ou >L\nprix < 20 €"),
        ("<p>I <3 it, a<b</p>", "I <3 it, a<b"),
        ("<p>Commande <order id></p>", "Commande <order id>"),
        ("<p>à <sav@maison.example></p>", "à <sav@maison.example>"),
        ("<p>Outlook<o:p></o:p></p>", "Outlook"),
        ("prix <b et 3 <br>d'accord", "prix <b et 3\nd'accord"),
        ("<p title='a > b' class=\"c<d\">vu</p>", "vu"),
        ("<p title=l'été>vu</p>", "vu"),
        ("<p>vu <! et <? aussi</p>", "vu <! et <? aussi"),
    ],
)
def test_in_html_too_a_sign_that_begins_no_tag_is_a_sign(body: str, shown: str) -> None:
    assert text(body) == shown


def test_control_characters_do_not_reach_a_screen_and_lines_end_in_one_way() -> None:
    assert text("a\x00b\x1b[31mc\r\nd\re") == "ab[31mc\nd\ne"
    assert text("<p>a\x00b\x1b[31m</p>") == "ab[31m"


def test_five_thousand_emoji_stay_whole() -> None:
    assert text("👍" * 5000) == "👍" * 5000
    assert text(f"<p>{'👨‍👩‍👧' * 5000}</p>") == "👨‍👩‍👧" * 5000


@pytest.mark.parametrize(
    ("part", "times"),
    [("<div>", 40_000), ("<div></b>", 40_000), ("<b ", 100_000), ("<p a='", 100_000)],
)
def test_a_body_nested_beyond_measure_is_read_in_linear_time(part: str, times: int) -> None:
    began = time.process_time()
    text(part * times + "fin<br>")
    # the parser alone takes three seconds for each of the first two
    assert time.process_time() - began < 2


def test_block_quotes_are_marked_and_stay_in_the_text() -> None:
    lines = lines_of("<p>moi</p><blockquote>vous<blockquote>moi avant</blockquote></blockquote><p>fin</p>")
    assert [(line.text, line.is_quoted) for line in lines] == [
        ("moi", False),
        ("vous", True),
        ("moi avant", True),
        ("fin", False),
    ]


def test_no_word_is_lost_in_a_soup_of_tags() -> None:
    draw = random.Random(3)
    names = ["p", "div", "b", "br", "img", "table", "tr", "td", "li", "blockquote", "pre", "hr", "o:p", "svg", "select"]
    for _soup in range(500):
        words = [f"mot{number}fin" for number in range(draw.randrange(1, 12))]
        parts = []
        for word in words:
            tags = (
                f"<{draw.choice(('', '/'))}{draw.choice(names)}{draw.choice(('', ' ', ' x=a', '/'))}>" for _ in "ab"
            )
            parts += [*tags, word + draw.choice(("", " ", "\n", "<3 ", "< ", "&nbsp;", " > "))]
        body = "".join(parts)
        assert [word for word in words if word not in text(body)] == [], body
