"""Wordings of carriers: what overrules a code, what is read without one, and what is left alone."""

import pytest

from etl.domain.parcels.codes import Stage
from etl.domain.parcels.stages import understood


def read(label: str, code: str | None = None, source: str = "17track") -> tuple[str | None, bool]:
    meaning = understood(source, code, None, (label,)).meaning
    return (meaning.stage.value if meaning.stage else None), meaning.is_scan


@pytest.mark.parametrize(
    ("label", "stage"),
    [
        ("Livré", "delivered"),
        ("Votre colis a été livré.", "delivered"),
        ("Colis distribué", "delivered"),
        ("Remis en main propre", "delivered"),
        ("Your parcel has been delivered", "delivered"),
        ("En cours de livraison", "out_for_delivery"),
        ("Out for delivery", "out_for_delivery"),
        ("Colis pris en charge", "in_transit"),
        ("Arrivée en agence", "in_transit"),
        ("Départ de la plateforme de Paris", "in_transit"),
        ("In transit", "in_transit"),
        ("Colis annoncé", "announced"),
        ("Étiquette créée", "announced"),
        ("Label created, parcel not received yet", "announced"),
        ("Colis non reçu", "announced"),
        ("Shipper created a label", "announced"),
        ("Votre colis n'a pu être remis", "delivery_failed"),
        ("Impossible de livrer le colis", "delivery_failed"),
        ("Delivery attempted, customer not available", "delivery_failed"),
        ("Le client a refusé le colis", "delivery_failed"),
        ("Colis déposé en consigne", "waiting_at_pickup"),
        ("Le colis a été remis à un point relais", "waiting_at_pickup"),
        ("Delivered to UPS Access Point", "waiting_at_pickup"),
        ("Held at location for customer pickup", "waiting_at_pickup"),
        ("Réception au relais", "waiting_at_pickup"),
        ("Le destinataire a retiré le colis", "delivered"),
        ("INDELIVERY", "out_for_delivery"),
        ("With delivery courier", "out_for_delivery"),
        ("Sorti pour livraison", "out_for_delivery"),
        ("INTRANSIT", "in_transit"),
        ("INWAREHOUSE", "in_transit"),
        ("Origin Scan", "in_transit"),
        ("On the Way", "in_transit"),
        ("Réception en agence", "in_transit"),
        ("Colis scanné en agence", "in_transit"),
        ("Dépôt en Point Relais par l'expéditeur", "in_transit"),
        ("Colis remis au point relais par l'expéditeur", "in_transit"),
        ("Données du colis reçues", "announced"),
        ("Order Processed: Ready for UPS", "announced"),
        (
            "Votre colis est disponible dans votre point de retrait. Il vous sera remis sur présentation d'une pièce "
            "d'identité.",
            "waiting_at_pickup",
        ),
        ("Votre Colissimo vous attend dans votre point de retrait.", "waiting_at_pickup"),
        ("Colis mis à disposition au point de retrait", "waiting_at_pickup"),
        ("5 jours restants pour retirer le colis en Locker", "waiting_at_pickup"),
        ("Retiré par le destinataire", "delivered"),
        ("Picked up by customer", "delivered"),
        ("Le destinataire est informé par SMS de la livraison de son colis ce jour", "out_for_delivery"),
        ("Chargé dans le véhicule de livraison", "out_for_delivery"),
        ("Your parcel is being delivered", "out_for_delivery"),
        ("Colis remis à DPD", "in_transit"),
        ("Votre courrier a été remis à La Poste par l'expéditeur.", "in_transit"),
        ("Dédouanement terminé", "in_transit"),
        ("Votre colis est arrivé en agence. Il sera livré demain", "in_transit"),
        ("Parcel Data Received", "announced"),
        ("Votre Colissimo va bientôt nous être confié !", "announced"),
        ("Étiquette créée ; le transporteur n'a pas encore reçu le colis", "announced"),
        ("Colis en préparation chez l'expéditeur", "announced"),
        ("L'adresse de votre colis est incomplète. Nous recherchons la partie manquante", "incident"),
        (
            "Nous sommes passés mais nous n'avons pu vous remettre votre colis. "
            "Il va être acheminé vers votre point de retrait.",
            "delivery_failed",
        ),
        (
            "Le destinataire était absent lors de la livraison. Votre colis sera présenté une nouvelle fois",
            "delivery_failed",
        ),
        ("Entreprise fermée", "delivery_failed"),
        (
            "Le colis est retourné à l'expéditeur suite à un refus du destinataire. Il sera livré sous 5 jours",
            "returning",
        ),
        ("Le colis est livré à l'expéditeur suite à un retour", "returned"),
        ("Votre colis vous attend en consigne", "waiting_at_pickup"),
        ("Colis disponible au Point Relais", "waiting_at_pickup"),
        ("Available for pickup", "waiting_at_pickup"),
        ("Delivered to parcel shop", "waiting_at_pickup"),
        ("DELIVEREDPS", "waiting_at_pickup"),
        ("Delivery attempt: nobody home", "delivery_failed"),
        ("Refusé par le destinataire", "delivery_failed"),
        ("Colis endommagé", "incident"),
        ("Parcel lost", "incident"),
        ("Colis non réclamé, retour à l'expéditeur", "returning"),
        ("Returned to sender", "returning"),
        ("Colis restitué à l’expéditeur", "returned"),
        ("RETURN_DELIVERED_AT_SHIPPER", "returned"),
    ],
)
def test_known_wordings_of_rows_without_a_code(label: str, stage: str) -> None:
    assert read(label)[0] == stage


@pytest.mark.parametrize(
    "label",
    [
        "Livraison effectuée",
        "Étape logistique 7",
        "Livraison prévue demain",
        "Votre colis sera livré demain",
        "Livré au transporteur partenaire",
        "Delivered to sorting center",
        "Delivered to Swiss Post",
        "Delivered to the local post office for final delivery",
        "Expected to be delivered on Monday",
        "Sera disponible au point de retrait demain",
        "Un livre dans notre boutique",
        "Le suivi est disponible",
        "Przesyłka doręczona",
        "",
    ],
)
def test_what_nobody_has_mapped_is_not_guessed(label: str) -> None:
    assert read(label) == (None, False)


@pytest.mark.parametrize(
    ("code", "label", "stage"),
    [
        ("InTransit_Other", "Votre colis sera retourné à l'expéditeur s'il n'est pas retiré", "in_transit"),
        ("InTransit_Other", "Anomalie résolue", "in_transit"),
        ("InTransit_Other", "Retour au dépôt", "in_transit"),
        ("InTransit_Other", "Votre colis sera bientôt disponible au point relais", "in_transit"),
        ("InTransit_PickedUp", "Colis déposé au point relais par l'expéditeur", "in_transit"),
        ("InTransit_Other", "Livré", "in_transit"),
        ("InTransit_Other", "L'expéditeur prépare votre colis", "announced"),
        ("InTransit_Other", "Colis pas encore remis par l'expéditeur", "announced"),
        ("Delivered_Other", "Retiré au point relais", "delivered"),
        (
            "OutForDelivery_Other",
            "Votre colis est dans le site de livraison. Nous le préparons pour le mettre en livraison.",
            "in_transit",
        ),
        ("Delivered_Other", "Colis livré à l'expéditeur", "returned"),
        ("Delivered_Other", "RETURN_DELIVERED_AT_SHIPPER", "returned"),
        ("Exception_Returned", "Colis de retour au point d'expédition", "returned"),
        ("OutForDelivery_Other", "Votre colis vous attend en consigne", "waiting_at_pickup"),
        ("DeliveryFailure_NoBody", "Le colis est perdu", "delivery_failed"),
        ("OutForDelivery_Other", "Nouvelle tentative de livraison en cours", "out_for_delivery"),
        ("OutForDelivery_Other", "Arrivée en agence de livraison", "in_transit"),
    ],
)
def test_a_wording_overrules_a_code_only_where_it_says_so_now(code: str, label: str, stage: str) -> None:
    assert read(label, code)[0] == stage


def test_a_code_that_nobody_knows_hides_wordings_of_transit_and_delivery_only() -> None:
    assert read("Votre colis a été livré", "LC1", "laposte") == (None, False)
    assert read("Votre colis vous attend en consigne", "AG9", "laposte") == ("waiting_at_pickup", True)
    assert read("Adresse incomplète", "AN1", "laposte") == ("incident", False)


def test_the_newest_wording_of_a_row_is_read_and_an_older_one_where_that_says_nothing() -> None:
    assert understood("17track", None, None, ("Geliefert", "Livré")).meaning.stage is Stage.DELIVERED
    assert understood("17track", "InTransit_Other", None, ("On its way", "Incident")).meaning.stage is Stage.IN_TRANSIT


def test_a_parcel_handed_to_a_relay_waits_there_unless_its_sender_handed_it_in() -> None:
    assert read("Votre colis a été remis en point relais", "DI1", "laposte")[0] == "waiting_at_pickup"
    assert read("Colis remis au point relais", "PC1", "laposte")[0] == "in_transit"
    assert read("Votre colis sera remis au point relais", None)[0] is None
    assert read("Remis en relais au client", "Delivered_Other")[0] == "delivered"
