"""The floor: the least that twelve pages of a survey can be in Flask. No form token, no check of what is sent.

Each page's answer is one row upserted; sending turns the rows into one. FLOOR_DATABASE is a PostgreSQL address.
"""

import os
import secrets
import threading

import psycopg
from flask import Flask, redirect, render_template, request, session

from tests.load.document import document

TABLES = """
CREATE TABLE IF NOT EXISTS floor_answer (
    respondent text, page integer, answer text[], PRIMARY KEY (respondent, page)
);
CREATE TABLE IF NOT EXISTS floor_response (respondent text PRIMARY KEY, answers jsonb NOT NULL);
"""

app = Flask(__name__)
app.secret_key = "floor" * 8
pages = [page for section in document()["sections"] for page in section["pages"]]
_local = threading.local()


def _database() -> psycopg.Connection:
    if not hasattr(_local, "connection"):
        _local.connection = psycopg.connect(os.environ["FLOOR_DATABASE"], autocommit=True)
    return _local.connection


@app.get("/")
def start():
    session["respondent"] = secrets.token_hex(16)
    return render_template("start.html")


@app.get("/q/<int:number>")
def show(number):
    return render_template("page.html", item=pages[number - 1]["items"][0], number=number, total=len(pages))


@app.post("/q/<int:number>")
def keep(number):
    _database().execute(
        "INSERT INTO floor_answer VALUES (%s, %s, %s)"
        " ON CONFLICT (respondent, page) DO UPDATE SET answer = EXCLUDED.answer",
        (session["respondent"], number, request.form.getlist(f"item_{number}")),
    )
    return redirect(f"/q/{number + 1}" if number < len(pages) else "/check")


@app.get("/check")
def check():
    rows = _database().execute(
        "SELECT page, answer FROM floor_answer WHERE respondent = %s ORDER BY page", (session["respondent"],)
    )
    return render_template("check.html", rows=rows.fetchall())


@app.post("/check")
def send():
    with _database().transaction():
        _database().execute(
            "INSERT INTO floor_response SELECT respondent, jsonb_object_agg('item_' || page, answer) "
            "FROM floor_answer WHERE respondent = %s GROUP BY respondent",
            (session["respondent"],),
        )
        _database().execute("DELETE FROM floor_answer WHERE respondent = %s", (session["respondent"],))
    return redirect("/thanks")


@app.get("/thanks")
def thanks():
    return render_template("thanks.html")
