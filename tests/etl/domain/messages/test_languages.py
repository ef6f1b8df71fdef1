"""In which language buyers write: short texts as they send them."""

import pytest

from etl.domain.messages.languages import channel_language, language_of

TEXTS = {
    "fr": [
        "Bonjour, où est mon colis ?",
        "Je n'ai pas reçu ma commande",
        "Le produit est arrivé cassé",
        "Bonjour je souhaite annuler ma commande svp",
        "Merci de me rembourser rapidement",
        "Pouvez vous changer l'adresse de livraison",
        "il manque une pièce dans le carton",
        "Toujours pas de nouvelles de votre part",
        "BONJOUR MON COLIS EST BLOQUE DEPUIS 3 JOURS",
        "c'est inadmissible, je veux un remboursement",
        "Je voudrais la facture svp",
        "Quand sera livré mon article ?",
        "bjr jai rien recu c est normal ?",
        "Merci beaucoup, bonne journée !",
        "Le suivi n'avance plus depuis lundi",
        "L'article ne correspond pas à la description",
        "Aucune réponse, je vais contacter Cdiscount",
        "Je suis absente jusqu'au 12",
        "Mauvaise taille recue, comment faire un retour ?",
        "Je précise : le sachet numéro 4.",
        "Avez-vous vu mon message ? Je dois la monter ce week-end.",
        "Bonsoir, le colis est noté livré mais rien dans ma boite aux lettres",
        "Produit defectueux je veux un echange",
        "ok merci pour votre retour rapide",
    ],
    "en": [
        "Hello, where is my parcel?",
        "I have not received my order yet",
        "The item arrived broken",
        "Please cancel my order",
        "I would like a refund please",
        "Can you change the delivery address?",
        "There is a screw missing in the box",
        "When will it be delivered?",
        "Still no news from you, this is unacceptable",
        "MY PARCEL HAS NOT ARRIVED",
        "Thanks a lot, have a nice day!",
        "I need an invoice for this purchase",
        "Tracking has not moved since Monday",
        "Wrong size, how do I send it back?",
        "The product does not match the description",
        "Do you ship to Belgium?",
        "Is it compatible with iPhone 15?",
        "It stopped working after two days",
        "could you send me the tracking number",
        "i want my money back",
    ],
    "de": [
        "Hallo, wo ist mein Paket?",
        "Ich habe meine Bestellung noch nicht erhalten",
        "Der Artikel ist kaputt angekommen",
        "Bitte stornieren Sie meine Bestellung",
        "Ich möchte eine Rückerstattung",
        "Können Sie die Lieferadresse ändern?",
        "Im Karton fehlt eine Schraube",
        "Wann wird es geliefert?",
        "Immer noch keine Antwort von Ihnen",
        "Guten Tag, ich brauche eine Rechnung",
        "Die Sendungsverfolgung bewegt sich seit Montag nicht",
        "Falsche Größe, wie kann ich sie zurückschicken?",
        "Vielen Dank und einen schönen Tag noch",
        "Das Gerät funktioniert nicht mehr",
        "ich will mein geld zurück",
        "Ware nicht angekommen, bitte um Klärung",
        "Liefern Sie auch nach Österreich?",
        "Sehr geehrte Damen und Herren, das Produkt ist defekt",
    ],
    "es": [
        "Hola, ¿dónde está mi paquete?",
        "No he recibido mi pedido",
        "El artículo llegó roto",
        "Quiero cancelar mi pedido por favor",
        "Me gustaría un reembolso",
        "¿Pueden cambiar la dirección de entrega?",
        "Falta un tornillo en la caja",
        "¿Cuándo será entregado?",
        "Todavía sin respuesta de su parte",
        "Buenos días, necesito la factura",
        "El seguimiento no se mueve desde el lunes",
        "Talla equivocada, ¿cómo lo devuelvo?",
        "Muchas gracias, que tenga un buen día",
        "El producto no funciona",
        "quiero que me devuelvan el dinero",
        "hola buenas, mi pedido no ha llegado",
        "Cuanto tarda el envio a Canarias?",
        "Me ha llegado otro producto diferente",
    ],
    "it": [
        "Buongiorno, dov'è il mio pacco?",
        "Non ho ricevuto il mio ordine",
        "L'articolo è arrivato rotto",
        "Vorrei annullare il mio ordine per favore",
        "Vorrei un rimborso",
        "Potete cambiare l'indirizzo di consegna?",
        "Manca una vite nella scatola",
        "Quando verrà consegnato?",
        "Ancora nessuna risposta da parte vostra",
        "Salve, ho bisogno della fattura",
        "Il tracking è fermo da lunedì",
        "Taglia sbagliata, come posso restituirlo?",
        "Grazie mille, buona giornata",
        "Il prodotto non funziona",
        "voglio indietro i miei soldi",
        "Spedite anche in Sicilia?",
        "ho ricevuto un prodotto diverso",
        "Il pacco risulta consegnato ma non c'è nulla",
    ],
    "nl": [
        "Hallo, waar is mijn pakket?",
        "Ik heb mijn bestelling nog niet ontvangen",
        "Het artikel is kapot aangekomen",
        "Graag mijn bestelling annuleren",
        "Ik wil graag mijn geld terug",
        "Kunt u het leveradres wijzigen?",
        "Er ontbreekt een schroef in de doos",
        "Wanneer wordt het geleverd?",
        "Nog steeds geen antwoord van u",
        "Goedendag, ik heb een factuur nodig",
        "De tracking staat stil sinds maandag",
        "Verkeerde maat, hoe kan ik het terugsturen?",
        "Hartelijk dank en een fijne dag",
        "Het product werkt niet",
        "Leveren jullie ook in België?",
        "Bedankt voor uw snelle reactie",
        "Mijn bestelling is niet compleet",
        "Pakket staat als geleverd maar ik heb niets ontvangen",
    ],
    "pt": [
        "Olá, onde está a minha encomenda?",
        "Ainda não recebi o meu pedido",
        "O artigo chegou partido",
        "Quero cancelar a minha encomenda por favor",
        "Gostaria de um reembolso",
        "Podem alterar a morada de entrega?",
        "Falta um parafuso na caixa",
        "Quando será entregue?",
        "Continuo sem resposta da vossa parte",
        "Bom dia, preciso da fatura",
        "O seguimento não mexe desde segunda-feira",
        "Tamanho errado, como faço a devolução?",
        "Muito obrigado, tenha um bom dia",
        "O produto não funciona",
        "quero o meu dinheiro de volta",
        "Enviam para os Açores?",
        "recebi um produto diferente",
        "A encomenda consta como entregue mas não recebi nada",
    ],
    "zh": [
        "你好，我的包裹在哪里？",
        "我还没有收到订单",
        "商品到了是坏的",
        "请取消我的订单",
        "我要退款谢谢",
        "请问什么时候发货",
        "少了一个零件",
        "我想要iPhone 15 Pro Max的保护壳",
        "物流一直没有更新",
        "请開發票給我，謝謝",
    ],
}


@pytest.mark.parametrize("language", TEXTS)
def test_short_texts_of_buyers_are_in_their_language(language: str) -> None:
    wrong = {text: found for text in TEXTS[language] if (found := language_of(text)) != language}
    assert wrong == {}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Merci",
        "Ok",
        "Hello",
        "Thank you!",
        "Danke schön",
        "2611021130ABCDE ?",
        "👍" * 5000,
        "Colis 6A12345678901 DPD",
        "你好",
        "谢谢！",
        "https://maison.example/where-is-my-parcel/it-has-not-arrived sav@maison.example",
        "2026-11-03 10:12 n° 2611021130ABCDE 3760123456789",
    ],
)
def test_too_short_a_text_says_nothing(text: str) -> None:
    assert language_of(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Где моя посылка? Я ещё ничего не получил",
        "أين طردي؟ لم أستلم طلبي حتى الآن",
        "私の荷物はどこですか。まだ届いていません",
        "제 소포는 어디에 있나요? 아직 받지 못했습니다",
    ],
)
def test_a_script_of_none_of_our_languages_is_none(text: str) -> None:
    assert language_of(text) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("MON COLIS N'EST JAMAIS ARRIVÉ CHEZ MOI", "fr"),
        ("j’ai commandé un Samsung Galaxy Buds Pro Wireless et je n’ai rien", "fr"),
        ("我的 iPhone 15 Pro Max case 还没有收到", "zh"),
        ("Bonjour, Hello, where is the order I placed last week?", "en"),
        ("J'ai acheté 手机壳 et je n'ai rien reçu", "fr"),
    ],
)
def test_capitals_apostrophes_and_foreign_names_mislead_nobody(text: str, language: str) -> None:
    assert language_of(text) == language


def test_a_channel_has_a_language() -> None:
    assert [channel_language(channel) for channel in ("CDISFR", "UNKNOWN", None)] == ["fr", "fr", "fr"]
