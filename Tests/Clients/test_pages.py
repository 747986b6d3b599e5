"""Every block of every page is run by a test, or stands here with the reason why it is not."""

import re

import pytest
from conftest import ROOT
from pages import PAGES, blocks, text_of

CLIENTS = "clients/README.md"
README = "clients/python/README.md"

#: The blocks of each page in their order: how the first line begins, and the test that runs it
#: (`file::test`), or in parentheses why none does.
SHOWN = {
    "README.md": [
        ("swift run -c release segmentd demo", "Tests/segmentdTests/DemoTests.swift"),
        ("Tests/run", "(runs this test)"),
        ("swift build -c release", "test_first_pages.py::test_a_file_of_your_own"),
        ("Kept", "test_first_pages.py::test_what_is_printed_of_online_retail"),
        ("segmentd serve --state DIR", "test_first_pages.py::test_ways_to_start_a_daemon"),
        ("$ echo", "test_first_pages.py::test_commands_print_what_is_shown"),
        ("$ segmentd call fit", "test_first_pages.py::test_commands_print_what_is_shown"),
        ("$ SEGMENTD_LOG_LEVEL", "test_first_pages.py::test_commands_print_what_is_shown"),
    ],
    "protocol/README.md": [
        ("segmentd call rpc.discover", "test_first_pages.py::test_openrpc_is_written_as_the_page"),
        ("echo", "test_first_pages.py::test_the_shell_of_the_protocol"),
        ('{"jsonrpc":"2.0","id":0,', "test_first_pages.py::test_tokens_and_their_roles"),
        ("# role token;", "test_first_pages.py::test_tokens_and_their_roles"),
        ("ssh -N", "../Comparison/test_tunnels.py::test_ssh_leads_a_port_to_the_daemon"),
        ("foreground", "../Comparison/test_tunnels.py::test_stunnel_leads_tls_to_the_daemon"),
        ("foreground", "../Comparison/test_tunnels.py::test_stunnel_leads_tls_to_the_daemon"),
        ('"recipe": {', "test_first_pages.py::test_the_form_of_a_recipe_has_the_members"),
    ],
    "clients/examples/dashboard/README.md": [
        ("pip install", "test_dashboard.py::test_the_page_s_commands_start_it"),
    ],
    CLIENTS: [("swift build -c release", "test_map.py::test_the_examples_find_the_program")],
    "clients/editors/README.md": [
        ("{", "test_editor_page.py::test_the_open_file_is_segmented"),
        ("{", "../MCP/test_editors.py::test_entries_of_a_program_serve_tools"),
        ("{", "../MCP/test_editors.py::test_entries_of_a_program_serve_tools"),
        ("{", "../MCP/test_editors.py::test_entries_of_a_program_serve_tools"),
        ("{", "../MCP/test_editors.py::test_the_entry_of_a_bridge_serves_tools"),
        ('{"name": "describe_data"', "../MCP/test_editors.py::test_the_dialogue_goes_as_the_page"),
        ('{"name": "fit_model"', "../MCP/test_editors.py::test_the_dialogue_goes_as_the_page"),
        ('{"name": "assign_segments"', "../MCP/test_editors.py::test_the_dialogue_goes_as_the"),
    ],
    "clients/examples/analyses/README.md": [
        ("segmentd call --help", "test_service_page.py::test_an_analysis_is_fitted_and_profiled"),
    ],
    "clients/examples/service/README.md": [
        ("swift build", "test_service_page.py::test_it_installs_what_the_unit_names"),
        ("install -d -m 700", "test_service_page.py::test_a_user_and_a_container_ask_it"),
        ("HEALTHCHECK", "test_service_page.py::test_a_user_and_a_container_ask_it"),
    ],
    "clients/powerbi/README.md": [],
    README: [
        ("pip install ./clients/python", "test_map.py::test_pip_installs_what_the_page_runs"),
        ("import segmentd", "../../clients/python/tests/test_readme.py::test_the_page_runs"),
        ("import pandas", "../../clients/python/tests/test_readme.py::test_the_page_runs"),
        ("sweep =", "../../clients/python/tests/test_readme.py::test_the_page_runs"),
        ("try:", "../../clients/python/tests/test_readme.py::test_the_page_runs"),
        ("print(client.chart(", "../../clients/python/tests/test_readme.py::test_the_page_runs"),
        ("python -m segmentd.report", "test_map.py::test_modules_of_the_package_start"),
        ("python -m segmentd.http", "test_tableau_page.py::test_fields_are_answered_row_by_row"),
        ("import asyncio", "../../clients/python/tests/test_readme.py::test_the_page_runs"),
        ("import numpy", "../../clients/python/tests/test_readme.py::test_the_page_runs"),
        ("from pyspark", "Tests/Spark/cluster/test_page.py::test_the_page_runs"),
        ("pip install -r", "(what Tests/run does before it runs these tests)"),
    ],
    "clients/shell/README.md": [
        ("install -m 755", "test_shell_page.py::test_customers_and_their_purchases"),
        ("segment fit vip", "test_shell_page.py::test_customers_and_their_purchases"),
        ("gunzip -c", "test_shell_page.py::test_customers_and_their_purchases"),
        ("segment assign vip", "test_shell_page.py::test_awk_and_csvkit_join_alike"),
        ("segment assign vip", "test_shell_page.py::test_awk_and_csvkit_join_alike"),
        ("csvcut", "test_shell_page.py::test_csvkit_chooses_columns_and_asks_in_sql"),
        ("csvsql", "test_shell_page.py::test_csvkit_chooses_columns_and_asks_in_sql"),
        ("segment call profile", "test_shell_page.py::test_jq_reads_what_call_prints"),
        ("jq -n", "test_shell_page.py::test_jq_reads_what_call_prints"),
        ("#!/bin/sh", "test_shell_page.py::test_cron_refreshes_and_mails_what_went_wrong"),
        ("MAILTO", "test_shell_page.py::test_cron_refreshes_and_mails_what_went_wrong"),
        ("for wait in", "test_shell_page.py::test_a_busy_daemon_is_asked_again"),
    ],
    "clients/swift/README.md": [
        (".package(url:", "test_swift_page.py::test_the_lines_make_a_manifest"),
        (".product(name:", "test_swift_page.py::test_the_lines_make_a_manifest"),
        ("import SegmentClient", "../SegmentClientTests/ArticleTests.swift"),
    ],
    "clients/tableau/README.md": [
        ("pip install", "test_tableau_page.py::test_fields_are_answered_row_by_row"),
        ("MODEL_EXTENSION_INT", "test_tableau_page.py::test_fields_are_answered_row_by_row"),
        ("MODEL_EXTENSION_STR", "test_tableau_page.py::test_fields_are_answered_row_by_row"),
        ("import segmentd", "tableau/test_tabpy.py::test_a_deployed_model_answers_as_the_daemon"),
        ("SCRIPT_INT", "tableau/test_tabpy.py::test_a_deployed_model_answers_as_the_daemon"),
    ],
}


@pytest.mark.parametrize("page", PAGES)
def test_every_block_is_run(page):
    shown = [one.first for one in blocks(page)]
    known = [start for start, _ in SHOWN.get(page, [])]
    advice = "have a test run what the page shows, and enter it into SHOWN"
    assert len(shown) == len(known), f"{advice}: {shown}"
    for place, first in enumerate(shown):
        assert first.startswith(known[place]), f"{advice}: {first}"


def test_every_test_that_is_named_is_there():
    for page, entries in SHOWN.items():
        assert page in PAGES
        for _, runner in entries:
            if runner.startswith("("):
                continue
            file, _, name = runner.partition("::")
            places = [place / file for place in (ROOT / "Tests" / "Clients", ROOT)]
            (place,) = [place for place in places if place.is_file()]
            assert not name or f"\ndef {name}" in place.read_text(encoding="utf-8"), runner


def slug(heading):
    """What a heading's anchor is called."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)\s]+)\)", text_of(page)):
        if target.startswith("https://"):
            continue
        file, _, anchor = target.partition("#")
        place = (ROOT / page).parent / file if file else ROOT / page
        assert place.exists(), target
        if anchor:
            found = place.read_text(encoding="utf-8")
            assert anchor in [slug(line) for line in re.findall(r"^#+ (.*)", found, re.M)], target


@pytest.mark.parametrize("page", PAGES)
def test_extras_are_those_of_the_package(page):
    project = (ROOT / "clients/python/pyproject.toml").read_text(encoding="utf-8")
    extras = project.split("[project.optional-dependencies]", 1)[1].split("\n[", 1)[0]
    known = set(re.findall(r"^(\w+) =", extras, re.M))
    for found in re.findall(r"(?:segmentd|clients/python)\[([\w,]+)\]", text_of(page)):
        assert set(found.split(",")) <= known
