import gzip

import pytest
from openpyxl import Workbook

from segmentd.forms import FormError, form_of


@pytest.mark.parametrize(
    "content",
    [
        b'id,spend\r\n001,"1,5"\r\n002,\r\n',
        b"id;spend\n001;1,5\n002;\n",
        b"sep=;\nid;spend\n001;1,5\n002;\n",
        b"\xef\xbb\xbfid\tspend\n001\t1,5\n\n002\t\n",
        "id|spend\n001|1,5\n002|\n".encode("utf-16"),
    ],
)
def test_csv_is_sent_as_text_that_the_daemon_recognises(tmp_path, content):
    file = tmp_path / "a.csv"
    file.write_bytes(content)
    assert form_of(file).data() == {"columns": {"id": ["001", "002"], "spend": ["1,5", ""]}}
    assert form_of(str(file)).count == 2


def test_windows_1252_is_read(tmp_path):
    file = tmp_path / "a.csv"
    file.write_bytes("name,n\nCafé,1\n".encode("cp1252"))
    assert form_of(file).data()["columns"]["name"] == ["Café"]


def test_ragged_lines_packed_and_empty_files_are_refused(tmp_path):
    file = tmp_path / "a.csv"
    file.write_bytes(b"a,b\n1,2\n1,2,3\n")
    with pytest.raises(FormError, match=r"line 3 of .* has 3 fields and the first 2"):
        form_of(file)
    file.write_bytes(b'a,b\n1,"2\n' + b"3,4\n" * 50_000)
    with pytest.raises(FormError, match="look for a quotation mark that is not closed"):
        form_of(file)
    file.write_bytes(gzip.compress(b"a,b\n"))
    with pytest.raises(FormError, match="packed by gzip"):
        form_of(file)
    file.write_bytes(b"")
    with pytest.raises(FormError, match="is empty"):
        form_of(file)
    file.write_bytes(b"PK\x03\x04 no workbook")
    with pytest.raises(FormError, match="no Excel workbook"):
        form_of(file)


def test_workbooks_are_read(tmp_path):
    book = Workbook()
    for row in (["id", "spend", None], ["a", 1.5, None], [None, None, None], ["b", None, None]):
        book.active.append(row)
    file = tmp_path / "a.xlsx"
    book.save(file)
    assert form_of(file).data() == {"columns": {"id": ["a", "b"], "spend": [1.5, None]}}
