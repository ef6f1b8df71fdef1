"""The carriers list as read on a live account: 66 rows, codes not unique, one label with a trailing space."""

from typing import Final

_ROWS: Final = """
dpd|DPD;pnl|PostNL;fex|FedEx;med|Med Africa;tnt|TNT;mre|Mondial Relay;brt|BRT;mal|Malaysia Post;fwl|FastWL;cub|CUBYN;
dac|Dachser;cne|CNE Express;ems|China EMS;yun|Yun Express;ara|Aramex;hep|Heppner;default|autre;roy|Royal Mail;hmr|Hermes;
gls|GLS;asd|Asendia;sfe|SF Express;sfc|SFC Service;ups|UPS;cpr|Colis Privé;cnp|China Post;4px|4PX;maz|Mazet;
rlc|Relais Colis;dbs|DB Schenker;bps|Bpost;wip|WishPost;wan|WanbExpress;gef|Gefco;ser|Seur;CLogistics|CLOG;
khn|Kuehne + Nagel;pcc|La Poste;pcc|Colissimo;pcc|Chronopost;pcc|Chronofresh;geo|GEODIS;dhldp|DHL;dhldp|Deutsche Post;
yan|Yanwen;vir|VIR;tgt|TONGTUEXPRESS;j&t|AFS;cdr|Coordinadora;sue|SwissUniversalExpress;dsv|DSV dpd;clogp30|CChezVous;
trk|Trusk;agd|Agediss;gofo|GofoAfs;gel|Gel;erd|Eurodis;jsp|Jersey Post;syp|Sunyou Post;ams|Amazon Shipping;
vcv|VertChezVous;can|Cainiao;jcex|JCEX;ydh|YDH;war|Warning ;landmark-global|Landmark
"""

CARRIERS: Final = tuple(
    (code, label) for code, label in (row.lstrip("\n").split("|") for row in _ROWS.rstrip("\n").split(";"))
)
"""Pairs (code, label), in the order they are served."""

CARRIER_LABELS: Final = frozenset(label.strip() for _, label in CARRIERS)
