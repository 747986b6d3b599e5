import pytest

from segmentd.address import Address, chosen_token


@pytest.mark.parametrize(
    ("text", "host", "port", "path"),
    [
        ("seg.corp:8000", "seg.corp", 8000, None),
        ("seg.corp", "seg.corp", 7464, None),
        (":9000", "127.0.0.1", 9000, None),
        ("[::1]:9000", "::1", 9000, None),
        ("tcp://10.0.0.1:1", "10.0.0.1", 1, None),
        ("unix:/run/s", "127.0.0.1", 7464, "/run/s"),
        ("/run/s", "127.0.0.1", 7464, "/run/s"),
    ],
)
def test_addresses(text, host, port, path):
    assert Address.parse(text) == Address(host, port, path)
    assert Address.parse(str(Address.parse(text))) == Address(host, port, path)


@pytest.mark.parametrize("text", ["a:b", "a:0", "a:65536", "a:123456", "::1:9"])
def test_what_is_no_address_is_refused_in_a_sentence(text):
    with pytest.raises(ValueError, match=r"is no address; it is HOST:PORT"):
        Address.parse(text)


def test_the_environment_chooses_where_nothing_is_given(monkeypatch, tmp_path):
    assert Address.chosen(None) == Address("127.0.0.1", 7464)
    monkeypatch.setenv("SEGMENTD_ADDRESS", "seg.corp:1")
    assert Address.chosen(None).port == 1
    assert Address.chosen("other:2").host == "other"
    assert chosen_token(None) is None
    file = tmp_path / "config" / "segmentd" / "token"
    file.parent.mkdir(parents=True)
    file.write_text("from-file\n")
    assert chosen_token(None) == "from-file"
    file.write_text("read first\nadmin second\n")
    assert chosen_token(None) == "first"
    monkeypatch.setenv("SEGMENTD_TOKEN", "from-environment")
    assert chosen_token(None) == "from-environment"
    assert chosen_token("given") == "given"
