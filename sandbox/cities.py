"""Towns with their postal codes and a weight that follows population; Corsica and overseas departments included."""

from dataclasses import dataclass
from typing import Final

_FRANCE: Final = """
75001 Paris 8|75003 Paris 14|75005 Paris 24|75009 Paris 26|75010 Paris 36|75011 Paris 60|75012 Paris 58|75013 Paris 74|
75014 Paris 58|75015 Paris 95|75016 Paris 66|75017 Paris 68|75018 Paris 78|75019 Paris 75|75020 Paris 78|
13001 Marseille 18|13004 Marseille 22|13005 Marseille 21|13008 Marseille 38|13009 Marseille 36|13013 Marseille 40|
69001 Lyon 14|69003 Lyon 48|69005 Lyon 23|69006 Lyon 25|69007 Lyon 40|69008 Lyon 41|69009 Lyon 25|69100 Villeurbanne 73|
31000 Toulouse 90|31200 Toulouse 60|31400 Toulouse 55|31500 Toulouse 50|31700 Blagnac 13|31170 Tournefeuille 14|
06000 Nice 90|06200 Nice 50|06300 Nice 40|06400 Cannes 38|06600 Antibes 38|06130 Grasse 26|06800 Cagnes-sur-Mer 27|
44000 Nantes 95|44100 Nantes 55|44300 Nantes 50|44600 Saint-Nazaire 37|44800 Saint-Herblain 25|44400 Rezé 22|
34000 Montpellier 95|34070 Montpellier 60|34080 Montpellier 55|34500 Béziers 41|34200 Sète 23|34470 Pérols 5|
67000 Strasbourg 90|67100 Strasbourg 60|67200 Strasbourg 50|67500 Haguenau 18|67300 Schiltigheim 17|67600 Sélestat 10|
33000 Bordeaux 90|33200 Bordeaux 40|33800 Bordeaux 45|33600 Pessac 34|33700 Mérignac 38|33400 Talence 23|
33120 Arcachon 6|33500 Libourne 13|59000 Lille 80|59800 Lille 60|59100 Roubaix 52|59200 Tourcoing 52|59140 Dunkerque 45|
59500 Douai 21|59300 Valenciennes 23|59650 Villeneuve-d'Ascq 33|59400 Cambrai 17|35000 Rennes 80|35200 Rennes 55|
35700 Rennes 50|35400 Saint-Malo 25|35300 Fougères 11|51100 Reims 95|51000 Châlons-en-Champagne 24|51200 Épernay 12|
42000 Saint-Étienne 70|42100 Saint-Étienne 60|42300 Roanne 18|83000 Toulon 75|83100 Toulon 50|83600 Fréjus 30|
83700 Saint-Raphaël 19|83400 Hyères 30|83500 La Seyne-sur-Mer 34|38000 Grenoble 75|38100 Grenoble 50|38200 Vienne 16|
38130 Échirolles 19|38300 Bourgoin-Jallieu 15|21000 Dijon 85|21200 Beaune 11|49000 Angers 60|49100 Angers 50|
49300 Cholet 29|49400 Saumur 14|30000 Nîmes 60|30900 Nîmes 45|30100 Alès 23|63000 Clermont-Ferrand 60|
63100 Clermont-Ferrand 45|63200 Riom 10|37000 Tours 55|37100 Tours 40|37300 Joué-lès-Tours 20|72000 Le Mans 60|
72100 Le Mans 40|72200 La Flèche 8|76600 Le Havre 60|76620 Le Havre 50|76000 Rouen 50|76100 Rouen 30|76200 Dieppe 15|
80000 Amiens 60|80090 Amiens 35|80100 Abbeville 12|87000 Limoges 60|87100 Limoges 35|29200 Brest 75|29000 Quimper 33|
29600 Morlaix 8|29900 Concarneau 10|66000 Perpignan 60|66100 Perpignan 30|57000 Metz 55|57050 Metz 30|57100 Thionville 22|
57200 Sarreguemines 11|25000 Besançon 62|25200 Montbéliard 14|45000 Orléans 60|45100 Orléans 30|45200 Montargis 8|
54000 Nancy 55|54500 Vandœuvre-lès-Nancy 16|54300 Lunéville 10|68100 Mulhouse 50|68200 Mulhouse 35|68000 Colmar 37|
14000 Caen 60|14100 Lisieux 11|14800 Deauville 2|84000 Avignon 50|84200 Carpentras 16|84100 Orange 16|
86000 Poitiers 48|86100 Châtellerault 17|17000 La Rochelle 42|17100 Saintes 14|17300 Rochefort 13|17200 Royan 10|
64000 Pau 42|64100 Bayonne 28|64200 Biarritz 14|64600 Anglet 22|13100 Aix-en-Provence 80|13200 Arles 28|
13400 Aubagne 25|13500 Martigues 26|13300 Salon-de-Provence 24|13600 La Ciotat 19|62100 Calais 38|62000 Arras 22|
62200 Boulogne-sur-Mer 22|62300 Lens 17|62400 Béthune 14|02100 Saint-Quentin 29|02000 Laon 13|02200 Soissons 15|
60000 Beauvais 30|60200 Compiègne 22|60100 Creil 19|60300 Senlis 8|10000 Troyes 33|08000 Charleville-Mézières 25|
08200 Sedan 9|52100 Saint-Dizier 13|52000 Chaumont 12|55000 Bar-le-Duc 8|55100 Verdun 9|88000 Épinal 17|
88100 Saint-Dié-des-Vosges 11|70000 Vesoul 8|90000 Belfort 25|39000 Lons-le-Saunier 9|39100 Dole 13|71100 Chalon-sur-Saône 25|
71000 Mâcon 19|58000 Nevers 18|89000 Auxerre 19|89100 Sens 15|18000 Bourges 35|36000 Châteauroux 24|41000 Blois 25|
28000 Chartres 21|28100 Dreux 17|27000 Évreux 26|27200 Vernon 13|61000 Alençon 14|61100 Flers 8|50100 Cherbourg-en-Cotentin 43|
50300 Avranches 6|50000 Saint-Lô 11|53000 Laval 27|53100 Mayenne 7|85000 La Roche-sur-Yon 30|85100 Les Sables-d'Olonne 24|
79000 Niort 32|16000 Angoulême 23|16100 Cognac 10|24000 Périgueux 16|24100 Bergerac 14|47000 Agen 18|47300 Villeneuve-sur-Lot 12|
40000 Mont-de-Marsan 16|40100 Dax 11|65000 Tarbes 23|65100 Lourdes 7|32000 Auch 12|82000 Montauban 34|46000 Cahors 11|
12000 Rodez 13|12100 Millau 12|48000 Mende 7|15000 Aurillac 14|19100 Brive-la-Gaillarde 26|19000 Tulle 8|23000 Guéret 7|
03200 Vichy 14|03100 Montluçon 19|03000 Moulins 11|43000 Le Puy-en-Velay 10|07100 Annonay 9|07200 Aubenas 7|26000 Valence 36|
26100 Romans-sur-Isère 19|26200 Montélimar 22|73000 Chambéry 33|73200 Albertville 11|74000 Annecy 72|74100 Annemasse 21|
74200 Thonon-les-Bains 20|01000 Bourg-en-Bresse 23|01100 Oyonnax 13|05000 Gap 23|05100 Briançon 6|04100 Manosque 13|
04000 Digne-les-Bains 9|81000 Albi 28|81100 Castres 24|11000 Carcassonne 26|11100 Narbonne 31|09100 Pamiers 9|
09000 Foix 6|22000 Saint-Brieuc 25|22300 Lannion 11|56000 Vannes 31|56100 Lorient 33|56300 Pontivy 8|
77000 Melun 24|77100 Meaux 32|77500 Chelles 31|78000 Versailles 50|78500 Sartrouville 30|78200 Mantes-la-Jolie 26|
78100 Saint-Germain-en-Laye 26|91000 Évry-Courcouronnes 39|91100 Corbeil-Essonnes 30|91300 Massy 29|92100 Boulogne-Billancourt 70|
92000 Nanterre 56|92400 Courbevoie 48|92130 Issy-les-Moulineaux 40|92160 Antony 36|92300 Levallois-Perret 38|93200 Saint-Denis 66|
93100 Montreuil 65|93300 Aubervilliers 51|93000 Bobigny 31|93160 Noisy-le-Grand 40|94000 Créteil 54|94400 Vitry-sur-Seine 55|
94500 Champigny-sur-Marne 45|94200 Ivry-sur-Seine 36|94300 Vincennes 29|95100 Argenteuil 64|95000 Cergy 39|95200 Sarcelles 34|
95300 Pontoise 18|20000 Ajaccio 16|20090 Ajaccio 12|20200 Bastia 14|20600 Furiani 4|20250 Corte 4|20260 Calvi 4|
20137 Porto-Vecchio 7|20220 L'Île-Rousse 3|97110 Pointe-à-Pitre 4|97139 Les Abymes 8|97122 Baie-Mahault 6|97100 Basse-Terre 3|
97200 Fort-de-France 9|97232 Le Lamentin 6|97220 La Trinité 3|97300 Cayenne 7|97310 Kourou 4|97320 Saint-Laurent-du-Maroni 4|
97400 Saint-Denis 12|97410 Saint-Pierre 8|97460 Saint-Paul 8|97430 Le Tampon 7|97600 Mamoudzou 4
"""
_BELGIUM: Final = (
    "1000 Bruxelles 18|4000 Liège 10|5000 Namur 7|7000 Mons 6|6000 Charleroi 8|1300 Wavre 3|7500 Tournai 4"
)
_OVERSEAS: Final = {"971": "GP", "972": "MQ", "973": "GF", "974": "RE", "976": "YT"}


@dataclass(frozen=True)
class Town:
    """A town with its postal code, the country code it would have of its own, and its weight."""

    postal_code: str
    name: str
    country: str
    weight: int

    @property
    def is_overseas(self) -> bool:
        """Whether it lies in a French overseas department."""
        return self.country in _OVERSEAS.values()


def _towns(rows: str, country: str) -> list[Town]:
    parts = [row.strip().split(" ", 1) for row in rows.split("|")]
    return [
        Town(code, rest.rsplit(" ", 1)[0], _OVERSEAS.get(code[:3], country), int(rest.rsplit(" ", 1)[1]))
        for code, rest in parts
    ]


TOWNS: Final = (*_towns(_FRANCE, "FR"), *_towns(_BELGIUM, "BE"))
