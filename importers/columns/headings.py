"""The headings under which people write each field, in three languages; compared by ``texts.plain``.

A heading without its unit ("площадь") is not here where the unit matters. Numbers of lines ("№ п/п") and of
programs (fid, objectid) are no ids: they change when a table is sorted.
"""

from __future__ import annotations

from collections.abc import Mapping

_COMMON = {
    "id": "ид | идентификатор | сәйкестендіргіш | код объекта | uuid | guid | external id | reference | ref no",
    "name": "name | title | label | site name | monitoringlocationname | orig name",
    "name_ru": "название | наименование | наименование объекта | название объекта | название на русском | имя объекта",
    "name_kk": "атауы | атау | нысан атауы | нысанның атауы | қазақша атауы | название на казахском",
    "name_en": "english name | name english | название на английском",
    "latitude": "lat | широта | ендік | ендігі | y | y coord | северная широта | солтүстік ендік | "
    "decimallatitude | location lat | location latitude | coords lat | широта wgs84 | latitudemeasure | "
    "activitylocation latitudemeasure | широта град | lat wgs84 | latitude wgs84",
    "longitude": "lon | lng | long | долгота | бойлық | бойлығы | x | x coord | восточная долгота | шығыс бойлық | "
    "decimallongitude | location lon | location lng | location longitude | coords lon | coords lng | "
    "долгота wgs84 | longitudemeasure | activitylocation longitudemeasure | долгота град | lon wgs84 | "
    "longitude wgs84",
    "coordinates": "координаты | координата | координаттар | координаталар | координаталары | координаттары | "
    "gps | gps координаты | latlon | lat lon | lat long | latitude longitude | широта долгота | ендік бойлық",
    "geometry": "wkt | geom | the geom | геометрия",
    "precision_m": "accuracy m | gps accuracy | gps accuracy m | location accuracy | точность м | точность gps м | "
    "horizontal accuracy | дәлдігі м | погрешность м",
    "place": "место | местоположение | местонахождение | адрес | address | location | location name | "
    "расположение | мекенжай | мекенжайы | мекен жайы | орналасқан жері | орны | населенный пункт | елді мекен | "
    "settlement | locality",
    "oblast": "область | облыс | облысы | region | регион | өңір | province",
    "source_title": "source | источник | дереккөз | дереккөзі",
    "source_url": "source link | ссылка на источник | ссылка | сілтеме | url | link",
    "source_date": "дата источника | дата публикации | дереккөз күні",
    "note": "notes | примечание | примечания | комментарий | ескерту | ескертпе | түсініктеме | comment | "
    "comments | remarks",
}
_REPORTS = {
    "kind": "type | category | тип | вид | категория | түрі | санаты | тип объекта | вид объекта | вид свалки",
    "status": "статус | мәртебесі | күйі | состояние",
    "area_m2": "площадь м2 | площадь кв м | площадь м кв | area sqm | area sq m | ауданы м2 | ауданы ш м | аумағы м2",
    "length_m": "длина м | протяженность м | ұзындығы м | length in m",
    "volume_m3": "объем м3 | объем куб м | объем м куб | көлемі м3 | volume cubic m | көлемі текше м",
    "mass_t": "масса т | вес т | масса тонн | объем тонн | салмағы т | массасы т | tonnes | mass tonnes",
    "waste_types": "waste type | тип отходов | типы отходов | вид отходов | виды отходов | қалдық түрі | "
    "қалдықтар түрі | қалдық түрлері",
    "waste_text": "waste | отходы | состав отходов | мусор | қалдықтар | қоқыс | қалдық құрамы",
    "first_reported": "reported on | date reported | дата сообщения | дата обращения | дата выявления | "
    "хабарланған күні | анықталған күні | created | created at | дата создания",
    "observed_on": "date | дата | күні | дата наблюдения | дата осмотра | дата обследования | дата фиксации | "
    "timestamp | байқалған күні | тексерілген күні | visited on",
    "words": "description | words | details | text",
    "words_ru": "описание | текст | текст сообщения | подробности",
    "words_kk": "сипаттама | сипаттамасы | мәтін | мәтіні",
    "photo_url": "photo | photos | photo link | фото | фотография | фотографии | ссылка на фото | сурет | "
    "фотосурет | image | image url | img | imgurl | picture",
    "observer_kind": "observer | наблюдатель | бақылаушы",
}
_SAMPLES = {
    "point_id": "point | site id | station | station id | точка | точка отбора | пункт | пункт отбора | "
    "номер точки | точка отбора пробы | створ | пост | место отбора | место отбора пробы | место отбора проб | "
    "sampling point | sampling location | sampling site | sampling station | нүкте | сынама нүктесі | "
    "сынама алу нүктесі | сынама алу орны",
    "sample_id": "sample | sample no | номер пробы | проба | шифр пробы | код пробы | лабораторный номер | "
    "рег номер пробы | регистрационный номер пробы | lab id | lab sample id | сынама | сынама нөмірі | "
    "сынама коды | no пробы",
    "medium": "media | matrix | среда | матрица | объект исследования | объект анализа | вид пробы | тип пробы | "
    "наименование объекта испытаний | объект испытаний | sample type | орта | зерттеу нысаны | сынама түрі",
    "purpose": "назначение пробы | вид контроля | цель отбора | контроль качества | qc | qc type | sample purpose | "
    "activity type | сынаманың мақсаты | сынама мақсаты | сапа бақылауы",
    "duplicate_of": "дубликат пробы | дублирует | повторяет пробу | исходная проба | duplicate of | parent sample | "
    "qc of sample | қайталанатын сынама | бастапқы сынама",
    "label": "маркировка | маркировка пробы | этикетка | метка | ярлык | шифр | штрих код | barcode | sample label | "
    "field id | белгі | таңба | затбелгі",
    "received_on": "дата поступления | дата поступления пробы | дата приема | дата доставки | дата получения пробы | "
    "received | date received | қабылданған күні | сынама түскен күн | түскен күні",
    "analysed_on": "дата анализа | дата испытаний | дата проведения анализа | дата проведения испытаний | "
    "analysis date | date analysed | date analyzed | талдау күні | сынақ күні",
    "accredited_until": "аккредитация до | аттестат действителен до | срок действия аттестата | "
    "accreditation valid until | "
    "accreditation expires | аккредиттеу мерзімі",
    "averaging": "осреднение | период осреднения | время осреднения | усреднение | период усреднения | "
    "averaging time | averaging period | орташалау | орташалау уақыты | орташалау кезеңі",
    "expressed_as": "в пересчете на | выражено как | пересчет на | speciation | reported as | есептегенде",
    "distance_km": "расстояние км | расстояние от источника км | расстояние от сброса км | км от устья | "
    "distance downstream km | river km | қашықтық км | қашықтығы км",
    "distance_to_km": "расстояние до км | distance to km",
    "basis": "базис | в пересчете на массу | состояние пробы | weight basis | салмақ негізі",
    "water_body": "водный объект | река | водоем | су нысаны | су айдыны | өзен | river | lake",
    "taxon": "species | таксон | вид организма | биологический вид",
    "depth_from_m": "depth m | глубина м | глубина от м | тереңдігі м | тереңдік м | depth from",
    "depth_to_m": "глубина до м | depth to",
    "sampled_on": "date | sample date | sampling date | collection date | дата | дата отбора | дата отбора пробы | "
    "дата отбора проб | күні | сынама алынған күн | сынама алу күні | сынама алынған күні",
    "sampler": "отобрал | кем отобрана | отбор провел | сынама алған | сынаманы алған | sampled by",
    "method": "метод | методика | метод анализа | методика анализа | нд на метод | әдіс | әдісі | әдістеме | "
    "analytical method",
    "laboratory": "lab | лаборатория | зертхана",
    "accreditation": "аккредитация | аттестат аккредитации | аккредиттеу",
    "certificate": "протокол | номер протокола | протокол испытаний | no протокола | хаттама | хаттама нөмірі | "
    "сынақ хаттамасы",
    "substance": "parameter | analyte | element | chemical | показатель | показатели | наименование показателя | "
    "наименование показателей | вещество | определяемый показатель | определяемые показатели | "
    "загрязняющее вещество | ингредиент | элемент | зат | көрсеткіш | көрсеткіштер | көрсеткіш атауы | ластаушы зат",
    "cas": "cas no | cas number | cas номер | номер cas | cas rn | no cas",
    "fraction": "фракция | форма | фракциясы",
    "value": "result | results | measured value | concentration | значение | результат | результаты | "
    "результат анализа | "
    "концентрация | содержание | фактическое значение | фактическая концентрация | мәні | нәтиже | нәтижесі | "
    "концентрациясы | шоғырлану | шоғырлануы",
    "value_min": "minimum | мин | минимум | min | от",
    "value_max": "maximum | макс | максимум | max | до",
    "detection_limit": "lod | mdl | dl | предел обнаружения | анықтау шегі | нижний предел обнаружения",
    "quantification_limit": "loq | pql | rl | предел определения | предел количественного определения",
    "unit": "units | unit of measurement | единица | единица измерения | единицы измерения | ед изм | ед | "
    "өлшем бірлігі | бірлік",
    "uncertainty": "погрешность | расширенная неопределенность | expanded uncertainty | неопределенность | "
    "қателік | белгісіздік | error",
    "statistic": "статистика | statistical base",
    "sample_count": "number of samples | количество проб | число проб | сынама саны | сынамалар саны",
}
_FACILITIES = {
    "kind": _REPORTS["kind"] + " | отрасль | сала",
    "operator": "оператор | предприятие | компания | company | кәсіпорын | компаниясы | природопользователь | "
    "parentcompanyname",
    "owner": "собственник | владелец | иесі | меншік иесі",
    "activity": "activity code | код деятельности | eprtranneximainactivitycode | mainiaactivitycode",
    "commodity": "сырье | продукция | шикізат | өнім | product",
    "fuel": "топливо | вид топлива | отын | отын түрі",
    "capacity": "мощность | производительность | қуаты | қуат",
    "capacity_unit": "единица мощности | қуат бірлігі",
    "commissioned": "год ввода | ввод в эксплуатацию | пайдалануға берілген | пайдалануға берілген жылы",
    "status_text": "status | статус | мәртебесі",
    # The European register: the id of a facility's report changes every year, so it is not the facility's id.
    "id": "facilityinspireid | facility inspire id | facilityid",
    "name": "facilityname | nameoffeature",
}
_RELEASES = {
    "id": "pollutantreleaseid",
    "facility_id": "facility | id объекта | код предприятия | facilityinspireid | facility inspire id | facilityid",
    "year": "год | жыл | жылы | отчетный год | есепті жыл | reportingyear | reporting year",
    "period": "период | кезең",
    "pollutant": "загрязняющее вещество | вещество | показатель | ластаушы зат | substance | pollutantname",
    "medium": "среда | орта | releasemediumcode",
    "quantity": "amount | количество | выброс | выбросы | эмиссия | эмиссии | мөлшері | шығарынды | шығарындылар | "
    "totalquantity | totalpollutantquantitykg",
    "accidental_quantity": "accidentalquantity | accidentalpollutantquantitykg | аварийный выброс | апаттық шығарынды",
    "confidential": "confidentialindicator | confidentialityindicator | confidentialityreasoncode | конфиденциально | "
    "құпия",
    "determined": "methodbasiscode | methodcode",
    "unit": _SAMPLES["unit"] + " | unitcode",
    "permitted_quantity": "лимит | норматив | нормативный выброс | разрешено | рұқсат етілген мөлшер",
}
_AREAS = {
    "category": "категория | тип | вид | вид оопт | категория оопт | санаты | түрі | desig eng | type",
    "designation": "desig | назначение",
    "iucn": "iucn cat | категория мсоп | iucn category",
    "established": "год создания | дата создания | создан | құрылған жылы | құрылған | status yr",
    "area_ha": "площадь га | ауданы га | аумағы га | area hectares",
    "status": "статус | мәртебесі",
}
# OpenStreetMap's headings are those of its exports: overpass turbo, QuickOSM, the HOT export tool.
_SCHOOLS = {
    "id": "full id | osm id",
    "kind": "amenity | type | тип | вид | түрі | тип объекта | вид организации | тип организации | ұйым түрі",
    "name_ru": "наименование организации | название школы | наименование школы",
    "name_kk": "ұйым атауы | мектеп атауы",
    "place": "addr full | addr city | addr place",
}
_OF_KIND: Mapping[str, Mapping[str, str]] = {
    "reports": _REPORTS,
    "samples": _SAMPLES,
    "facilities": _FACILITIES,
    "releases": _RELEASES,
    "areas": _AREAS,
    "schools": _SCHOOLS,
}
# Headings whose unit is not the field's, and what their numbers are multiplied by.
_SCALED: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "reports": {
        "площадь га": ("area_m2", "10000"),
        "ауданы га": ("area_m2", "10000"),
        "area ha": ("area_m2", "10000"),
        "площадь км2": ("area_m2", "1000000"),
        "area km2": ("area_m2", "1000000"),
        "длина км": ("length_m", "1000"),
        "масса кг": ("mass_t", "0.001"),
    },
    "samples": {
        "глубина см": ("depth_from_m", "0.01"),
        "глубина от см": ("depth_from_m", "0.01"),
        "глубина до см": ("depth_to_m", "0.01"),
        "тереңдігі см": ("depth_from_m", "0.01"),
        "depth cm": ("depth_from_m", "0.01"),
    },
    "areas": {
        "площадь км2": ("area_ha", "100"),
        "area km2": ("area_ha", "100"),
        "ауданы км2": ("area_ha", "100"),
        "rep area": ("area_ha", "100"),
    },
}
# Headings of columns about persons: left out unless the mapping says to keep them.
_PERSONAL = {
    "phone": "телефон | телефон заявителя | моб телефон | phone | phone number | mobile | contact | контакт | контакты",
    "mail": "email | e mail | эл почта | электронная почта | почта | электрондық пошта",
    "name": "фио | ф и о | фамилия | имя | отчество | заявитель | автор | имя заявителя | фио заявителя | reporter | "
    "reporter name | first name | last name | surname | user | username | user name | аты жөні | тегі | өтініш беруші",
    "number": "иин | жсн | iin | паспорт | passport | ip | ip address | user id",
}
PERSONAL = frozenset(heading for headings in _PERSONAL.values() for heading in headings.split(" | "))


def synonyms(kind: str) -> dict[str, str]:
    """Every known heading of that kind of record, in its plain form, and the field it stands for."""
    found: dict[str, str] = {}
    for table in (_OF_KIND.get(kind, {}), _COMMON):
        for field, headings in table.items():
            for heading in headings.split(" | "):
                found.setdefault(heading, field)
    return found


def scaled(kind: str) -> Mapping[str, tuple[str, str]]:
    """Headings with another unit: the field and the factor."""
    return _SCALED.get(kind, {})
