"""Labels as plain text."""

import pytest

from etl.domain.parcels.labels import cleaned_label


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("Colis distribu&eacute;", "Colis distribué"),
        ("A &amp;amp; B", "A &amp; B"),
        ("Colis distribuÃ©", "Colis distribué"),
        ("Colis distribu&Atilde;&copy;", "Colis distribué"),
        ("distribuÃƒÂ©", "distribué"),
        ("ArrivÃ©e Ã\u00a0 Lyon", "Arrivée à Lyon"),
        ("DistribuÃ© à Lyon", "DistribuÃ© à Lyon"),
        ("Distribué à Lyon", "Distribué à Lyon"),
        ("Poids < 5 kg et > 2 kg", "Poids < 5 kg et > 2 kg"),
        ("<b>Livré</b><br/>à Lyon", "Livré à Lyon"),
        ("<script>alert(1)</script>Livré", "Livré"),
        ("&lt;img src=x onerror=alert(1)&gt;Livré", "Livré"),
        ("Livré <img src=x onerror=alert(1)", "Livré"),
        ("Remis à <DURAND>", "Remis à <DURAND>"),
        ("  Livré\u200b \n le\u00a027 ", "Livré le 27"),
        ("<p></p>", None),
        ("", None),
        (None, None),
        (7, None),
    ],
)
def test_a_label_is_what_a_person_would_read(label: object, shown: str | None) -> None:
    assert cleaned_label(label) == shown
