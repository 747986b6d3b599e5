"""protocol/sentences.md against what the daemon says, and its numbers against the replies."""

import re
import sys

import pytest

from daemon import REPOSITORY, Daemon

sys.path.insert(0, str(REPOSITORY / "Tests" / "Support"))
import sentences  # noqa: E402


@pytest.fixture(scope="module")
def profiles(shared, tmp_path_factory):
    """The profile of every analysis."""
    folder = tmp_path_factory.mktemp("sentences")
    sentences.unpack(shared, folder)
    running = Daemon(folder)
    yield {name: sentences.profiled(running, name) for name in sentences.TITLES}
    running.close()


def test_the_page_is_what_the_daemon_says(profiles):
    assert sentences.PAGE.read_text() == sentences.page(profiles), (
        "write the page anew by python3 Tests/Support/sentences.py, and read what changed"
    )


NUMBER = r"([0-9][0-9,]*(?:\.[0-9]+)?(?: [mb]illion)?)"
SHARE = r"((?:less than |more than )?[0-9.]+ %|[Aa]ll|[Nn]one)"


def shows(text, value):
    """Whether a text shows a number as well as its digits can; a percentage shows a share."""
    if value is None:
        return False
    if text.lower() in ("all", "none"):
        return value == (1 if text.lower() == "all" else 0)
    if text.startswith("less than"):
        return 0 < value < 0.001
    if text.startswith("more than"):
        return 0.999 < value < 1
    for word, unit in [(" million", 1e6), (" billion", 1e9)]:
        if text.endswith(word):
            return shows(text.removesuffix(word), value / unit)
    is_share = text.endswith("%")
    digits = text.removesuffix("%").strip().replace(",", "")
    wanted = value * 100 if is_share else value
    decimals = len(digits.partition(".")[2])
    if not is_share:
        # Three digits count, but zeros at the end are not shown.
        shown = float(digits)
        decimals = max(decimals, 0 if shown >= 100 else 1 if shown >= 10 else 2)
    return abs(float(digits) - wanted) <= 0.5 * 10**-decimals * (1 + 1e-9)


class Facts:
    """The figures of one segment's reply, and whether a sentence's numbers are among them."""

    def __init__(self, segment, profile):
        self.segment = segment
        self.profile = profile
        self.everyone = profile["overall"]

    def bears_out(self, sentence):
        """How many numbers of the sentence were compared; fails where one is another's."""
        for pattern, check in FORMS:
            found = re.fullmatch(pattern, sentence)
            if found:
                assert check(self, *found.groups()), f"other numbers: {sentence}"
                return sum(
                    group[0].isdigit() or group.lower() in ("all", "none")
                    for group in found.groups()
                )
        assert not re.search(r"[0-9]", re.sub(r"\(log1p\)", "", sentence)), (
            f"numbers in a sentence of unknown form: {sentence}"
        )
        return 0

    def both(self, columns, here, all_):
        """Whether one of the columns has these means."""
        own, others = self.segment["features"], self.everyone["features"]
        return any(
            shows(here, own[name]["mean"]) and shows(all_, others[name]["mean"])
            for name in own
            if any(column.lower() in name.lower() for column in columns)
        )

    def value(self, here, all_=None, of_value=False):
        """Whether a value of a category has these shares."""
        entries = [entry for values in self.segment["categories"].values() for entry in values]
        if of_value:
            return any(shows(here, entry["of_value"]) for entry in entries)
        return any(
            shows(here, entry["share"]) and shows(all_, entry["share"] / entry["lift"])
            for entry in entries
        )

    def money(self, count, share):
        return shows(count, self.segment["share"]) and shows(share, self.segment["monetary_share"])

    def handful(self, count, everyone, share):
        return (
            int(count) == self.segment["size"]
            and int(everyone.replace(",", "")) == self.everyone["size"]
            and shows(share, self.segment["monetary_share"])
        )

    def once(self, here, which, all_):
        own, others = self.segment["one_time_share"], self.everyone["one_time_share"]
        if which == "more than":
            own, others = 1 - own, 1 - others
        return shows(here, own) and shows(all_, others)

    def trend(self, subject, verb, later, earlier):
        entry = next(
            entry
            for entry in self.profile["trend"]["segments"]
            if entry["id"] == self.segment["id"]
        )
        is_orders = subject == "Their orders"
        months = entry["orders" if is_orders else "monetary"]
        verdict = entry["verdict" if is_orders else "monetary_verdict"]
        windows = [months[-6:], months[-7:-1]]
        return verdict == {"rose": "rising", "fell": "falling"}[verb] and any(
            shows(later, sum(six[3:])) and shows(earlier, sum(six[:3])) for six in windows
        )

    def times(self, columns, here, factor, all_):
        own, others = self.segment["features"], self.everyone["features"]
        return any(
            shows(here, own[name]["mean"])
            and shows(factor, own[name]["mean"] / others[name]["mean"])
            and shows(all_, others[name]["mean"])
            for name in own
            if any(column.lower() in name.lower() for column in columns)
        )

    def spread(self, name, share, key):
        return shows(share, self.segment["spread"][name][key])

    def move(self, columns, start, target):
        """Whether a change starts at the median and ends at another segment."""
        own = self.segment["features"]
        names = {segment["name"] for segment in self.profile["segments"]}
        return target in names - {self.segment["name"]} and any(
            shows(start, own[name]["p50"])
            for name in own
            if any(column.lower() in name.lower() for column in columns)
        )


def means(columns):
    return lambda facts, here, all_: facts.both(columns, here, all_)


def moves(columns):
    return lambda facts, start, reached, target: (
        float(reached.replace(",", "")) != float(start.replace(",", ""))
        and facts.move(columns, start, target)
    )


CLOSEST = r'they would be closest to "([^"]+)"\.'
FORMS = [
    (rf"They are {SHARE} of the customers (?:and bring|but bring only) {SHARE} of the money\.",
     Facts.money),
    (rf"They are {NUMBER} of {NUMBER} customers (?:and bring|but bring only) {SHARE} of the money\.",
     Facts.handful),
    (rf"They are {SHARE} of the customers but bring no money at all\.",
     lambda facts, count: facts.money(count, "none")),
    (rf"{SHARE} of them bought (only|more than) once, against {SHARE} overall\.", Facts.once),
    (rf"{SHARE} of them bought only once: the second order is the goal, .*",
     lambda facts, here: shows(here, facts.segment["one_time_share"])),
    (rf"(Their orders|What they spend) (rose|fell) over the last six full months: {NUMBER} in the "
     rf"last three, after {NUMBER} in the three before\.", Facts.trend),
    (rf"They ordered nothing in the last three full months, after {NUMBER} orders? in the three "
     r"before\.", lambda facts, earlier: facts.trend("Their orders", "fell", "0", earlier)),
    (rf"They spent nothing in the last three full months, after {NUMBER} in the three before\.",
     lambda facts, earlier: facts.trend("What they spend", "fell", "0", earlier)),
    (rf"{SHARE} of what is spent on ([A-Z]\w+) comes from this segment\.",
     lambda facts, share, name: facts.spread(name, share, "of_value_money")),
    (rf"{SHARE}(?: of what)? they spend goes to (\w+), against {SHARE} overall\.",
     lambda facts, share, name, all_: facts.spread(name, share, "share")
     and shows(all_, facts.everyone["spread"][name]["share"])),
    (rf"They last bought {NUMBER} days? ago on average, against {NUMBER} days overall\.",
     means(["recency"])),
    (rf"They first bought {NUMBER} days? ago on average, against {NUMBER} days overall\.",
     means(["first_purchase"])),
    (rf"They made {NUMBER} purchases? on average, against {NUMBER} overall\.", means(["frequency"])),
    (rf"They spent {NUMBER} each on average, {NUMBER} times the overall {NUMBER}\.",
     lambda facts, *numbers: facts.times(["monetary"], *numbers)),
    (rf"They spent {NUMBER} each on average, against {NUMBER} overall\.", means(["monetary"])),
    (rf"95 % of them spent less than {NUMBER}, when the average customer spent {NUMBER}\.",
     lambda facts, high, mean: shows(high, facts.segment["features"]["monetary"]["p95"])
     and shows(mean, facts.everyone["features"]["monetary"]["mean"])),
    (rf"Each of their (?:purchases|orders) is worth {NUMBER} on average, against {NUMBER} overall\.",
     means(["average_line", "average_order"])),
    (rf"Their (?:largest|smallest) single purchase is worth {NUMBER} on average, against {NUMBER} "
     r"overall\.", means(["max_line", "min_line"])),
    (rf"They are {NUMBER} years old on average, against {NUMBER} overall\.", means(["age"])),
    (rf"Their (?:income|spending score) is {NUMBER}(?: k\$)? on average, against {NUMBER}(?: k\$)? "
     r"overall\.", means(["income", "score"])),
    (rf"{SHARE} of them are [^,]+, against {SHARE} overall\.", Facts.value),
    (rf"[A-Z][^,]* is [^,]+ for {SHARE} of them, against {SHARE} overall\.", Facts.value),
    (rf"{SHARE} of the [^,]+ are in this segment\.",
     lambda facts, here: facts.value(here, of_value=True)),
    (rf"There are only {NUMBER} of them: look at each one yourself before you plan anything\.",
     lambda facts, count: int(count) == facts.segment["size"]),
    (rf"A typical customer here made {NUMBER} purchases?; with {NUMBER} {CLOSEST}",
     moves(["frequency"])),
    (rf"A typical customer here last bought {NUMBER} days? ago; had it been within the last {NUMBER} "
     rf"days?, {CLOSEST}", moves(["recency"])),
    (rf"A typical customer here spent {NUMBER}; with {NUMBER} {CLOSEST}", moves(["monetary"])),
    (rf"A typical customer here spends {NUMBER} per order; with {NUMBER} {CLOSEST}",
     moves(["average_order"])),
    (rf"A typical customer here spends {NUMBER} on a single purchase; with {NUMBER} {CLOSEST}",
     moves(["average_line"])),
    (rf"A typical customer here has a spending score of {NUMBER}; with {NUMBER} {CLOSEST}",
     moves(["score"])),
]


def test_every_number_is_one_of_the_reply(profiles, comparisons):
    for profile in profiles.values():
        for segment in profile["segments"]:
            facts = Facts(segment, profile)
            assert segment["reasons"] and segment["advice"], segment["name"]
            for sentence in segment["reasons"] + segment["advice"]:
                comparisons.add(facts.bears_out(sentence))

    comparisons.require(150)


def test_the_changes_of_the_mall_lead_where_they_say(shared, tmp_path, comparisons):
    sentences.unpack(shared, tmp_path)
    daemon = Daemon(tmp_path)
    try:
        profile = sentences.profiled(daemon, "mall")
        ids = {segment["name"]: segment["id"] for segment in profile["segments"]}
        income, score = "Annual Income (k$)", "Spending Score (1-100)"
        for segment in profile["segments"]:
            for sentence in segment["advice"]:
                found = re.search(rf"; with {NUMBER} {CLOSEST}", sentence)
                if found:
                    typical = segment["features"]
                    columns = {
                        income: [typical[income]["p50"]] * 3,
                        score: [typical[score]["p50"], float(found[1]) - 1, float(found[1])],
                    }
                    reply = daemon.call("assign", model="mall", data={"columns": columns})
                    # One point less would not do.
                    assert reply["segment"][0] == segment["id"]
                    assert reply["segment"][1] != ids[found[2]] == reply["segment"][2]
                    comparisons.add()
    finally:
        daemon.close()

    comparisons.require(3)


def test_no_sentence_reads_like_a_template_gone_wrong(profiles, comparisons):
    slips = re.compile(
        r"  | ,|\.\.|\bnan\b|\binf\b|None|\b1 (?:days|times|purchases|customers|orders)\b"
        r"|\d\.\d{3,}|\b(\w+) \1\b|=|_"
    )
    for profile in profiles.values():
        names = [segment["name"] for segment in profile["segments"]]
        assert len(set(names)) == len(names)
        for segment in profile["segments"]:
            said = segment["reasons"] + segment["advice"]
            assert len(set(said)) == len(said), segment["name"]
            for sentence in said:
                assert re.match(r"[A-Z0-9]", sentence) and sentence.endswith("."), sentence
                assert not slips.search(sentence), sentence
                comparisons.add()

    comparisons.require(100)
