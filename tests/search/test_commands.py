import io
import json
import sys
from datetime import date

import pytest
from django.core.management import (
    CommandError,
    call_command,
    get_commands,
    load_command_class,
)

from search.indexing import catch_up, search_index, starting_over
from search.management.commands import update_index
from search.models import SearchJob
from tests.factories import PostFactory, ThreadFactory
from tests.search.engines import break_index

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("search_engine")]


def run(*args, **options):
    """Run a command; what it wrote on stdout and stderr."""
    out, err = io.StringIO(), io.StringIO()
    call_command(*args, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def search(query, **options):
    return json.loads(run("search", query, json=True, **options)[0])


def batch(tmp_path, data, **options):
    file = tmp_path / "queries.txt"
    file.write_bytes(data)
    out, _ = run("search", batch=str(file), **options)
    return [json.loads(line) for line in out.split("\n")[:-1]]


def test_update_index_is_ours_and_not_wagtails():
    command = load_command_class(get_commands()["update_index"], "update_index")

    assert type(command) is update_index.Command


def test_update_index_makes_an_index_of_everything(make_adda, rahima):
    adda = make_adda("প্যাকেটের গল্প")
    adda.thread.post(rahima, "বাক্স লাগে")
    ThreadFactory(title="হাটের খবর")

    out, err = run("update_index", json=True)

    # The adda, its comment, the thread of the board; an adda's thread is no thread.
    # For editors the root, home, the tips' page, the series' page and the adda's.
    assert json.loads(out) == {"documents": 3, "entries": 5}
    assert "documents" in err
    assert search_index().is_current()
    assert not SearchJob.objects.exists()


def test_update_index_goes_on_where_a_killed_one_stopped(make_adda, rahima):
    thread = ThreadFactory(title="হাট")
    kept = thread.post(rahima, "হাটের কথা")
    index = search_index()
    with index.writing():
        index.begin_rebuild()
        index.rebuild([], {"adda": None, "thread": None, "post": 0})

    out, _ = run("update_index", json=True)

    # What the killed run had done is not done again.
    assert json.loads(out)["documents"] == 1
    assert search("কথা")["results"][0]["id"] == kept.pk


def test_update_index_refuses_while_another_writes(monkeypatch):
    monkeypatch.setattr("search.engines.interface.LOCK_WAIT", 0.0)
    with search_index().writing(), pytest.raises(CommandError, match="try again later"):
        run("update_index")


def test_search_prints_what_the_house_agreed_on(make_adda, rahima):
    adda = make_adda("প্যাকেটের গল্প", day=date(2019, 12, 21), is_public=False)
    post = adda.thread.post(
        rahima, "বাক্স চাইলে 01712345678 নম্বরে", force=True, dated=date(2019, 12, 21)
    )

    answer = search("বাক্স")

    assert list(answer) == ["query", "count", "results"]
    (result,) = answer["results"]
    assert result.pop("score") > 0
    assert (answer["query"], answer["count"], result) == (
        "বাক্স",
        1,
        {
            "kind": "post",
            "id": post.pk,
            "series": "daily",
            "date": "2019-12-21",
            "seq": 1,
            "url": f"/p/{post.pk}/",
            "title": "প্যাকেটের গল্প",
            "snippet": "<mark>বাক্স</mark> চাইলে ০১৭••••••৭৮ নম্বরে",
        },
    )


def test_search_tells_the_adda_itself_by_seq_0(make_adda):
    adda = make_adda("প্যাকেটের গল্প", day=date(2019, 12, 21))

    (result,) = search("প্যাকেট")["results"]

    assert (result["kind"], result["id"], result["seq"]) == ("adda", adda.pk, 0)
    assert result["date"] == "2019-12-21"
    assert result["url"] == adda.get_absolute_url()


def test_search_counts_all_and_shows_the_limit(rahima):
    thread = ThreadFactory()
    for n in range(12):
        thread.post(rahima, f"শীতের পিঠা {n}")

    answer = search("পিঠা", limit=3)

    assert (answer["count"], len(answer["results"])) == (12, 3)
    scores = [result["score"] for result in answer["results"]]
    assert scores == sorted(scores, reverse=True)


def test_search_takes_in_pending_jobs_first():
    catch_up()
    post = PostFactory(source="এইমাত্র লেখা")
    assert SearchJob.objects.exists()

    assert search("এইমাত্র")["results"][0]["id"] == post.pk
    assert not SearchJob.objects.exists()


def test_search_takes_over_jobs_of_a_worker_that_died():
    catch_up()
    post = PostFactory(source="মাঝপথে থামা")
    assert len(SearchJob.objects.claim(10)) == 2

    assert search("মাঝপথ")["results"][0]["id"] == post.pk


def test_search_builds_an_index_where_there_is_none():
    post = PostFactory(source="প্রথম কথা")
    SearchJob.objects.all().delete()

    assert search("প্রথম")["results"][0]["id"] == post.pk


def test_start_over_reads_everything_anew():
    post = PostFactory(source="ফেরত আনা কথা")
    catch_up()
    post.thread.posts.filter(pk=post.pk).update(source="অন্য রকম কথা")
    assert search("রকম")["count"] == 0

    with starting_over():
        pass

    assert search("রকম")["results"][0]["id"] == post.pk
    assert search("ফেরত")["count"] == 0


def test_search_rebuilds_a_broken_index():
    post = PostFactory(source="ভাঙা ঘর")
    catch_up()
    break_index()

    assert search("ভাঙা")["results"][0]["id"] == post.pk


def test_search_answers_from_what_is_there_while_another_writes(monkeypatch):
    post = PostFactory(source="পুরোনো কথা")
    catch_up()
    PostFactory(source="পুরোনো হয়নি")
    monkeypatch.setattr("search.engines.interface.LOCK_WAIT", 0.0)

    with search_index().writing():
        out, err = run("search", "পুরোনো", json=True)

    assert [result["id"] for result in json.loads(out)["results"]] == [post.pk]
    assert err.count("\n") == 1
    assert "may miss the latest" in err


def test_search_without_hits_is_no_error():
    assert search("নেইকিছু") == {"query": "নেইকিছু", "count": 0, "results": []}


def test_search_speaks_to_people_too():
    PostFactory(source="পণ্যের মান")

    out, _ = run("search", "পণ্য")

    assert out.startswith("1 found")
    assert "পণ্যের মান" in out


def test_search_batch_answers_every_line_with_one(tmp_path):
    post = PostFactory(source="পণ্যের মান")
    lines = ["পণ্য", "", "   ", "ponno\r", "নেইকিছু", "ক\u2028খ", "\ufeffপন্য", "x" * 5000]

    answers = batch(tmp_path, "\n".join(lines).encode())

    assert len(answers) == len(lines)
    assert [answer["count"] for answer in answers] == [1, 0, 0, 1, 0, 0, 1, 0]
    assert answers[3]["query"] == "ponno"
    assert answers[3]["results"][0]["id"] == post.pk


def test_search_batch_takes_a_last_line_with_and_without_its_end(tmp_path):
    assert len(batch(tmp_path, "এক\nদুই".encode())) == 2
    assert len(batch(tmp_path, "এক\nদুই\n".encode())) == 2
    assert batch(tmp_path, b"") == []


def test_search_batch_says_what_is_wrong_with_a_bad_line(tmp_path):
    PostFactory(source="পণ্যের মান")

    bad, good = batch(tmp_path, b"\xff\xfe\x80\n" + "পণ্য".encode())

    assert bad["error"] == "The line is not UTF-8."
    assert (bad["count"], bad["results"]) == (0, [])
    assert good["count"] == 1
    assert "error" not in good


@pytest.mark.parametrize(
    "query", ['"', "-", "-পণ্য", '"খোলা উদ্ধৃতি', "*:* AND (", "\\", "\x07", "ি", "😀"]
)
def test_search_batch_takes_hostile_lines(tmp_path, query):
    PostFactory(source="পণ্যের মান")

    (answer,) = batch(tmp_path, query.encode())

    assert "error" not in answer


def test_search_batch_reads_standard_input(monkeypatch):
    post = PostFactory(source="পণ্যের মান")
    stdin = io.TextIOWrapper(io.BytesIO("পণ্য\n".encode()), encoding="ascii")
    monkeypatch.setattr(sys, "stdin", stdin)

    out, _ = run("search", batch="-")

    assert json.loads(out)["results"][0]["id"] == post.pk


def test_search_batch_refuses_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        run("search", batch=str(tmp_path / "none.txt"))


@pytest.mark.parametrize("limit", ["0", "-1", "201", "ten"])
def test_search_refuses_a_limit_out_of_range(limit):
    with pytest.raises(CommandError, match="from 1 to 200"):
        call_command("search", "পণ্য", f"--limit={limit}")


def test_search_wants_a_query_or_a_batch():
    with pytest.raises(CommandError, match="required"):
        call_command("search")
