"""A member of an NGO brings a laboratory's spreadsheet: columns, problems, loading, publishing, taking back."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import uuid4

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, Visit, records
from tests.browser.test_pages import AXE
from tests.factories import accounts

pytestmark = pytest.mark.browser

# As laboratories in Kazakhstan write their sheets: titles above, headings over two merged rows, a row of units, signs
# for what was not found, a remark column; and what goes wrong: a date that does not exist, a name that nobody knows.
TITLES = ("ТОО «ЭкоЛаб»", "Аттестат аккредитации KZ.T.02.1234", "Протокол испытаний № 45 от 20.05.2026")
HEADINGS = ("№ п/п", "Шифр пробы", "Широта", "Долгота", "Отобрано", "Среда", "Показатель", "Результат", "Ед. изм.")
ROWS = (
    ("Т-1", 49.2111, 73.4111, "14.05.2026", "почва", "Свинец", "45,2", "мг/кг", ""),
    ("Т-1", 49.2111, 73.4111, "14.05.2026", "почва", "Кадмий", "<0,05", "мг/кг", "ниже предела"),
    ("Т-1", 49.2111, 73.4111, "14.05.2026", "почва", "Ртуть", "н.о.", "мг/кг", "не обнаружено"),
    ("Т-2", 49.2222, 73.4222, "14.05.2026", "почва", "Свинец", "177", "мг/кг", "у дороги"),
    ("Т-2", 49.2222, 73.4222, "31.02.2026", "почва", "Цинк", "120", "мг/кг", ""),
    ("Т-3", 49.2333, 73.4333, "14.05.2026", "почва", "Плюмбум вал.", "60,5", "мг/кг", ""),
    ("Т-3", 49.2333, 73.4333, "14.05.2026", "почва", "Медь", "12,5±0,8", "мг/кг", ""),
)


def sheet(path: Path) -> Path:
    """The workbook, with its table on the second sheet."""
    book = openpyxl.Workbook()
    book.worksheets[0].title = "Титул"
    table = book.create_sheet("Результаты")
    for number, title in enumerate(TITLES, 1):
        table.cell(number, 1, title)
        table.merge_cells(start_row=number, start_column=1, end_row=number, end_column=10)
    table.append([])
    table.append([*HEADINGS, "Примечание"])
    for number, row in enumerate(ROWS, 1):
        table.append([number, *row])
    book.save(path)
    return path


@pytest.fixture
def member(instance: Path, address: str) -> str:
    """The e-mail address of a member of an organisation, who has no second factor."""
    with records(instance) as db:
        organisation = accounts.organisation(db, f"eco-{uuid4().hex[:6]}", en="EcoMuseum", ru="ЭкоМузей", kk="ЭкоМузей")
        return accounts.person(db, "member", organisation=organisation, second_factor=False).email


def log_in(page: Page, address: str, email: str) -> None:
    """The password only."""
    page.goto(f"{address}/login?lang=en")
    page.locator("input[name=email]").fill(email)
    page.locator("input[name=password]").fill(accounts.PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(lambda url: "/login" not in url)


def send(page: Page, words: str) -> None:
    """A button of the page is pressed, and the next page is there."""
    with page.expect_navigation():
        page.get_by_role("button", name=words).click()


def bring(opened: Visit, email: str, file: Path) -> Page:
    """The file is sent; the columns are asked for."""
    page = opened.page
    log_in(page, opened.address, email)
    expect(page).to_have_url(re.compile(r"/laboratory"))
    page.goto(f"{opened.address}/laboratory/new?lang=en")
    page.get_by_label("File of the laboratory").set_input_files(str(file))
    page.get_by_label("Title").fill("Soil at the browser's dump")
    page.get_by_label("Laboratory", exact=True).fill("ТОО «ЭкоЛаб»")
    send(page, "Go on to the columns")
    return page


def faults(page: Page) -> list[str]:
    """What axe finds on the page, and whether it is wider than the screen."""
    source = AXE.read_text("utf-8")
    found = page.evaluate(source + ";axe.run(document, {resultTypes: ['violations']}).then(found => found.violations)")
    wide = ["wider than the screen"] if page.evaluate("document.documentElement.scrollWidth > innerWidth") else []
    return [f"{page.url} {one['id']} {one['nodes'][0]['html'][:160]}" for one in found] + wide


def count(page: Page, words: str) -> str:
    """The number in the summary of the preview under these words."""
    return page.locator(f".lab-counts div:has(dt:text-is('{words}')) dd").inner_text()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_laboratorys_spreadsheet_from_the_upload_to_the_public_and_back(
    visit: Open, member: str, tmp_path: Path, scripts: bool
) -> None:
    opened = visit(1280, 900) if scripts else visit(360, 740, java_script_enabled=False)
    page = bring(opened, member, sheet(tmp_path / "протокол 45.xlsx"))

    # The heading of the date is not one that is known: it is said what it is.
    when = page.locator("tr:has(th:has-text('Отобрано')) select")
    expect(when).to_have_value("extra")
    when.select_option("sampled_on")
    send(page, "Show what will be loaded")

    assert (count(page, "Rows in the file"), count(page, "Results in them")) == ("7", "7")
    problems = page.locator("section:has(#problems)")
    expect(problems).to_contain_text("31.02.2026")
    expect(page.locator("section:has(#questions)")).to_contain_text("Плюмбум вал.")
    page.get_by_label("Плюмбум вал.").select_option("lead")
    send(page, "Save the answers and look again")
    expect(page.locator("section:has(#questions)")).to_have_count(0)
    assert int(count(page, "To load")) + int(count(page, "Rejected")) == 7
    expect(page.locator("section:has(#results)")).to_contain_text("5.51")  # lead: 177 of 32.1 mg/kg
    if scripts:
        expect(page.locator("[data-lab-map]")).to_have_attribute("data-ready", "true")
        expect(page.locator("[data-lab-map] .marker")).to_have_count(3)

    page.get_by_label("Load the good rows").check()
    with page.expect_navigation():
        page.locator(".lab-load button[type=submit]").click()
    expect(page.get_by_text("Only your organisation sees these results")).to_be_visible(timeout=30_000)
    loaded = page.url
    page.get_by_role("link", name="See the results").click()
    expect(page.locator("table")).to_contain_text("177")
    key = str(page.locator("tbody a").first.get_attribute("href")).partition("?")[0]

    anybody = visit(1280, 900)
    assert not seen(anybody, key)
    page.goto(loaded)
    page.get_by_role("link", name="Publish").click()
    send(page, "Publish")
    expect(page.get_by_text("These results are public")).to_be_visible()
    assert seen(anybody, key)

    page.get_by_role("link", name="Take back").click()
    send(page, "Take them back")
    expect(page.get_by_text("Taken back: nothing of this file")).to_be_visible()
    assert not seen(anybody, key)
    opened.wrong = [one for one in opened.wrong if "404" not in one]
    anybody.wrong = [one for one in anybody.wrong if "404" not in one]  # Chromium notes the pages that are not there


def seen(anybody: Visit, key: str) -> bool:
    """Whether somebody without a log-in finds the point: its own page, the list, and the map agree about that."""
    point = key.rpartition("/")[2]
    page = anybody.page
    answer = page.goto(anybody.address + key + "?lang=en")
    assert answer is not None
    page.goto(f"{anybody.address}/samples?lang=en&bbox=73.4,49.2,73.5,49.3")
    listed = page.locator(f"a[href*='/samples/{point}']").count()
    anybody.go("/?lang=en&layers=samples&map=12/49.2222/73.4222")
    drawn = page.locator("#map_main .marker").count()
    found = {answer.ok, bool(listed), bool(drawn)}
    assert len(found) == 1, (answer.status, listed, drawn)
    return found.pop()


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1440, "light")])
def test_no_page_of_files_has_a_fault_that_axe_knows(
    visit: Open, member: str, tmp_path: Path, width: int, scheme: str
) -> None:
    opened = visit(width, 800, color_scheme=scheme, reduced_motion="reduce")
    page = bring(opened, member, sheet(tmp_path / "lab.xlsx"))
    found = faults(page)
    send(page, "Show what will be loaded")
    expect(page.locator("[data-lab-map]")).to_have_attribute("data-ready", "true")
    found += faults(page)
    page.get_by_label("Load the good rows").check()
    with page.expect_navigation():
        page.locator(".lab-load button[type=submit]").click()
    expect(page.get_by_text("Only your organisation sees these results")).to_be_visible(timeout=30_000)
    loaded = page.url.partition("?")[0]
    for path in (loaded, f"{loaded}/results", f"{loaded}/publish", f"{loaded}/undo", "/laboratory", "/laboratory/new"):
        page.goto(path if path.startswith("http") else opened.address + path)
        found += faults(page)
    assert found == []
