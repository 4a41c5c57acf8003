"""The words by which people name our codes, in three languages; compared by ``texts.plain``."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache

from importers.values.texts import plain
from mapapp.config import ROOT
from mapapp.core.records import NOT_DRAWN, PRECISIONS
from mapapp.domains.areas import models as areas
from mapapp.domains.facilities import models as facilities
from mapapp.domains.reports import models as reports
from mapapp.domains.samples import models as samples
from mapapp.domains.samples.limits import AVERAGING

BASES = ("dry", "wet", "lipid")
AREA_STATUSES = ("protected", "proposed")

_DUMPS = "illegal dump | illegal dumping | свалка | несанкционированная свалка | стихийная свалка | мусор | қоқыс | "
_REPORT_KINDS = {
    "dump": _DUMPS
    + "қоқыс үйіндісі | рұқсатсыз үйінді | рұқсатсыз қоқыс үйіндісі | стихиялық қоқыс үйіндісі | fly tipping",
    "landfill": "полигон | полигон тбо | полигон | municipal landfill | қоқыс полигоны | тұрмыстық қалдықтар полигоны",
    "sewage": "сточные воды | канализация | стоки | сарқынды су | кәріз | wastewater | sewage spill",
    "oil_spill": "разлив нефти | нефтеразлив | мұнай төгілуі | мұнай төгіндісі | oil",
    "tailings": "хвостохранилище | қалдық қойма | tailings pond",
    "quarry": "карьер | stone quarry",
    "mine_heap": "террикон | породный отвал | отвал | үйінді | waste rock | spoil heap",
    "smoke": "дым | задымление | түтін | burning | горение",
    "other": "другое | прочее | иное | басқа | өзге",
}
_STATUSES = {
    "new": "новый | новая | новое | жаңа | open | открыто",
    "published": "опубликовано | жарияланды",
    "verified": "проверено | подтверждено | тексерілді | расталды | confirmed",
    "sampled": "отобраны пробы | сынама алынды",
    "sent_to_authority": "передано | направлено в акимат | әкімдікке жіберілді | жіберілді",
    "cleaned": "убрано | убрана | ликвидировано | ликвидирована | очищено | тазаланды | жойылды | removed | cleared",
    "came_back": "появилась снова | возобновилась | қайта пайда болды",
    "rejected": "отклонено | қабылданбады",
}
_WASTE = {
    "household": "бытовые | бытовой мусор | бытовые отходы | тбо | тко | тұрмыстық | тұрмыстық қалдық | "
    "municipal | domestic",
    "construction": "строительные | строительный мусор | строительные отходы | құрылыс | құрылыс қалдықтары | rubble",
    "industrial": "промышленные | промышленные отходы | өндірістік | өнеркәсіптік | өндірістік қалдық",
    "medical": "медицинские | медицинские отходы | медициналық",
    "tyres": "шины | покрышки | дөңгелек | шиналар | tires",
    "animal": "павшие животные | биологические отходы | навоз | мал қалдықтары | көң | animal waste | manure",
    "hazardous": "опасные | опасные отходы | қауіпті | қауіпті қалдықтар | dangerous",
    "oil": "нефтяные | нефтеотходы | нефтешлам | мұнай | мұнай қалдықтары | oil waste",
    "sewage": "сточные воды | стоки | сарқынды су",
    "mining": "горные | отходы горнодобычи | тау кен",
    "radioactive": "радиоактивные | радиоактивті",
    "mixed": "смешанные | смешанный | аралас | mixed waste",
    "unknown": "неизвестно | белгісіз",
}
_SEEN = {
    "first_seen": "первое наблюдение | алғаш рет | first",
    "still_there": "на месте | не убрано | осталась | орнында | still there",
    "bigger": "увеличилась | больше | ұлғайды",
    "smaller": "уменьшилась | меньше | кішірейді",
    "gone": "убрано | исчезла | нет | жоқ | жойылды",
}
_OBSERVERS = {
    "resident": "житель | жители | тұрғын",
    "volunteer": "волонтер | ерікті",
    "ngo": "нко | нпо | үеұ | общественная организация",
    "press": "пресса | сми | бұқаралық ақпарат құралы | media",
    "official": "акимат | госорган | әкімдік | authority",
    "company": "компания | предприятие | кәсіпорын",
    "unknown": "неизвестно | белгісіз",
}
_MEDIA = {
    "air": "воздух | атмосферный воздух | ауа | атмосфералық ауа | ambient air",
    "water": "вода | поверхностная вода | поверхностные воды | речная вода | вода поверхностная | "
    "природная вода | су | "
    "жер үсті суы | жер үсті сулары | өзен суы | surface water | river water | lake water",
    "groundwater": "подземная вода | подземные воды | грунтовые воды | грунтовая вода | вода подземная | скважина | "
    "колодец | жер асты суы | жер асты сулары | ground water | well",
    "soil": "почва | почвы | почвогрунт | грунт | топырақ | topsoil | surface soil | soils",
    "sediment": "донные отложения | донный осадок | ил | түптік шөгінді | түптік шөгінділер | sediments | "
    "bottom sediment | bottom sediments",
    "biota": "биота | рыба | растения | растение | яйцо | яйца | молоко | мясо | tissue | biological | "
    "biological tissue | fish | egg | eggs | milk | plant | plants | vegetables | овощи | балық | өсімдік | "
    "жұмыртқа | сүт | ет | human hair | волосы | hair | шаш | кровь | blood | child blood | қан",
    "waste": "отходы | отход | шлак | зола | қалдық | қалдықтар | қож | күл | slag | ash",
    "sewage": "сточная вода | сточные воды | сарқынды су | сарқынды сулар | wastewater | waste water",
    "other": "другое | прочее | басқа",
}
_PURPOSES = {
    "routine": "рядовая | рядовая проба | обычная | основная | плановая | routine sample | sample routine | "
    "қарапайым | "
    "негізгі | кәдімгі | жоспарлы",
    "duplicate": "дубликат | дубль | дублирующая | қайталама | телнұсқа | dup | field duplicate",
    "replicate": "повтор | повторная | параллельная | параллельная проба | реплика | параллель | қатарлас | "
    "field replicate",
    "field_blank": "полевой бланк | полевая холостая | холостая проба | холостая | далалық бос сынама | бос сынама | "
    "blank | equipment blank",
    "trip_blank": "транспортный бланк | транспортная холостая | дорожный бланк | көлік бос сынамасы",
    "laboratory_blank": "лабораторный бланк | лабораторная холостая | холостой опыт | зертханалық бос сынама | "
    "lab blank | method blank",
    "spike": "добавка | проба с добавкой | метод добавок | қоспалы сынама | matrix spike | spiked sample",
    "reference": "стандартный образец | гсо | со | контрольный образец | стандартты үлгі | reference material | crm",
}
_AVERAGING = {
    "single_max": "максимально разовая | максимальная разовая | разовая | м р | мр | бір реттік | "
    "ең жоғары бір реттік | "
    "20 мин | 20 минут | 30 мин | 30 min | 20 min",
    "hourly": "час | часовая | среднечасовая | 1 ч | 1 час | 1h | 1 h | 1 hour | hour | сағаттық | орташа сағаттық",
    "8h": "8 ч | 8 часов | 8 h | 8 hours | 8 сағат",
    "daily": "сутки | суточная | среднесуточная | с с | сс | 24 ч | 24h | 24 h | 24 hours | day | тәуліктік | "
    "орташа тәуліктік",
    "annual": "год | годовая | среднегодовая | year | yearly | 1 year | жылдық | орташа жылдық",
}
_STATISTICS = {
    "single": "разовая | разовое | бір реттік",
    "minimum": "минимум | минимальное | min | at least",
    "maximum": "максимум | максимальное | max | up to | maximum at single points | maximum single concentration",
    "mean": "среднее | average | орташа | arithmetic mean | annual mean | average concentration | mean value",
    "range": "диапазон | аралық | typical range | typical average range | range of exceedance",
    "median": "медиана",
}
_FACILITY_KINDS = {
    "power_plant": "электростанция | тэц | грэс | тэс | гэс | жэо | power station | power plant",
    "cement": "цементный завод | цемент зауыты | cement plant",
    "mine": "рудник | шахта | карьер | кеніш | шахтасы",
    "deposit": "месторождение | кен орны",
    "processing_plant": "обогатительная фабрика | байыту фабрикасы | гок | concentrator",
    "smelter": "металлургический завод | плавильный завод",
    "steel": "сталелитейный завод | steel plant | steelworks",
    "chemical": "химический завод | химия зауыты | chemical plant",
    "oil_gas": "нефть и газ | нефтегазовый | мұнай газ | oil and gas",
    "tailings": "хвостохранилище | қалдық қойма",
    "waste": "полигон | полигон отходов | қалдық полигоны | waste site",
    "ash_lake": "золоотвал | күл үйіндісі | ash pond",
    "aggregate": "всего | итого | барлығы | total",
    "other": "другое | прочее | басқа",
}
_RELEASE_MEDIA = {
    "air": "воздух | атмосфера | ауа | выбросы в воздух",
    "water": "вода | водные объекты | су | сбросы",
    "land": "земля | почва | жер | топырақ",
    "offsite": "вывоз | передача | off site | off site transfer",
    "several": "несколько | бірнеше",
    "unknown": "неизвестно | белгісіз",
}
_CATEGORIES = {
    "strict_reserve": "заповедник | государственный природный заповедник | қорық | strict nature reserve | "
    "nature reserve",
    "national_park": "национальный парк | государственный национальный природный парк | гнпп | ұлттық парк | мұтп",
    "regional_park": "природный парк | региональный природный парк | государственный региональный природный парк | "
    "табиғи саябақ | өңірлік табиғи парк | nature park",
    "zakaznik": "заказник | государственный природный заказник | қорықша | wildlife reserve",
    "reserved_zone": "заповедная зона | государственная заповедная зона | қорық аймағы",
    "monument": "памятник природы | государственный памятник природы | табиғат ескерткіші | natural monument",
    "other": "другое | прочее | басқа",
}
_SCHOOL_KINDS = {
    "school": "школа | средняя школа | начальная школа | общеобразовательная школа | гимназия | лицей | "
    "школа гимназия | "
    "школа лицей | мектеп | орта мектеп | бастауыш мектеп | жалпы білім беретін мектеп | мектеп гимназия | "
    "мектеп лицей | primary school | secondary school",
    "kindergarten": "детский сад | детсад | ясли сад | балабақша | бөбекжай | бөбекжай балабақша | бөбекжай бақшасы | "
    "nursery | nursery school",
}
_PRECISIONS = {
    "exact": "точно | дәл | gps",
    "village": "село | населенный пункт | ауыл | settlement",
    "district": "район | аудан",
    "approximate": "примерно | приблизительно | шамамен",
}
_AREA_STATUSES = {
    "protected": "охраняется | действующий | қорғалады | designated | established | inscribed",
    "proposed": "проектируемый | планируемый | жоспарланған",
}
_BASES = {
    "dry": "сухая | сухая масса | сухое вещество | на сухое вещество | сухой вес | құрғақ | құрғақ зат | "
    "dry weight | dw | "
    "dry matter | dm",
    "wet": "влажная | сырая масса | сырой вес | на сырой вес | натуральная | ылғал | wet weight | ww | "
    "fresh weight | fw",
    "lipid": "жир | липиды | на жир | май | fat | lipids | lipid weight | lw",
}

_GENERIC = re.compile(r"\b(?:область|облысы|region|oblast|город|қаласы|city)\b")

Words = tuple[Sequence[str], Mapping[str, str]]
_TABLES: Mapping[tuple[str, str], Words] = {
    ("", "precision"): (PRECISIONS, _PRECISIONS),
    ("", "not_drawn"): (NOT_DRAWN, {}),
    ("reports", "kind"): (reports.KINDS, _REPORT_KINDS),
    ("reports", "status"): (reports.STATUSES, _STATUSES),
    ("reports", "waste_types"): (reports.WASTE_TYPES, _WASTE),
    ("reports", "observation"): (reports.SEEN, _SEEN),
    ("reports", "observer_kind"): (reports.OBSERVERS, _OBSERVERS),
    ("samples", "medium"): (samples.MEDIA, _MEDIA),
    ("samples", "qualifier"): (samples.QUALIFIERS, {}),
    ("samples", "purpose"): (samples.PURPOSES, _PURPOSES),
    ("samples", "averaging"): (AVERAGING, _AVERAGING),
    ("samples", "statistic"): (samples.STATISTICS, _STATISTICS),
    ("samples", "basis"): (BASES, _BASES),
    ("facilities", "kind"): (facilities.KINDS, _FACILITY_KINDS),
    ("releases", "medium"): (facilities.RELEASE_MEDIA, _RELEASE_MEDIA),
    ("releases", "determined"): (facilities.DETERMINED, {}),
    ("releases", "figure"): (facilities.FIGURES, {}),
    ("areas", "category"): (areas.CATEGORIES, _CATEGORIES),
    ("areas", "iucn"): (areas.IUCN, {}),
    ("areas", "status"): (AREA_STATUSES, _AREA_STATUSES),
    ("schools", "kind"): (areas.SCHOOL_KINDS, _SCHOOL_KINDS),
}


def has_codes(kind: str, field: str) -> bool:
    """Whether the field of that kind of record holds one of our codes."""
    return field == "oblast" or (kind, field) in _TABLES or ("", field) in _TABLES


@cache
def vocabulary(kind: str, field: str) -> tuple[tuple[str, ...], dict[str, str]]:
    """The codes of a field and the code of every known word in its plain form."""
    if field == "oblast":
        return _oblasts()
    codes, table = _TABLES.get((kind, field)) or _TABLES["", field]
    known = {plain(code): code for code in codes}
    for code, words in table.items():
        for word in words.split(" | "):
            known.setdefault(word, code)
    known.pop("", None)  # a code of signs only has no plain form
    return tuple(codes), known


@cache
def _oblasts() -> tuple[tuple[str, ...], dict[str, str]]:
    """The P-codes of the oblasts and their names, from the boundaries that ship with the program.

    A name that two of them share, such as Almaty the city and the oblast, is not known.
    """
    found: dict[str, set[str]] = {}
    features = json.loads((ROOT / "data/reference/boundaries/adm1.geojson").read_text("utf-8"))["features"]
    for feature in features:
        names = {key: str(value) for key, value in feature["properties"].items() if value}
        for key in ("name_kk", "name_ru", "name_en", "name_ru_source", "iso"):
            name = plain(names.get(key, ""))
            for spelling in (name, _GENERIC.sub(" ", name).strip()):
                found.setdefault(spelling, set()).add(names["pcode"])
    known = {spelling: min(codes) for spelling, codes in found.items() if spelling and len(codes) == 1}
    return tuple(sorted(feature["properties"]["pcode"] for feature in features)), known
