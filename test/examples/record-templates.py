"""Writes expected/*.html: what Django makes of the templates in examples/templates.

    pip install "Django~=5.2.0"
    python3 test/examples/record-templates.py

The templates are read as they are. What the example has in TypeScript (books, tag library, views) is here in Python.
"""

import datetime
import sys
from pathlib import Path

import django
from django import template
from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.test import Client
from django.urls import path

HERE = Path(__file__).resolve().parent
EXAMPLE = HERE.parent.parent / "examples" / "templates"

# books/data.ts


def noon(year, month, day):
    return datetime.datetime(year, month, day, 12, tzinfo=datetime.timezone.utc)


BOOKS = [
    {
        "slug": "cookery",
        "title": "Salt & Pepper",
        "author": "B. Miller",
        "published": noon(1999, 3, 4),
        "copies": 1234567,
        "edition": 2,
        "tags": ["food", "a < b"],
        "blurb": "Everything about salt.\n\nAnd <b>pepper</b>.",
    },
    {
        "slug": "maps",
        "title": "Maps of nowhere",
        "author": "",
        "published": noon(2024, 11, 30),
        "copies": 0,
        "edition": 11,
        "tags": [],
        "blurb": "",
    },
]

# books/templatetags/shelf.ts; the library of that name is this module

register = template.Library()


@register.filter
def joined(tags, separator):
    return separator.join(tags) or "untagged"


@register.simple_tag
def stars(count, of=5):
    return ("★" * count).ljust(of, "☆")


@register.inclusion_tag("books/card.html", takes_context=True)
def card(context, book):
    return {"book": book, "number": context.get("number")}


# views.ts and urls.ts; ROOT_URLCONF is this module


def index(request):
    return render(request, "books/list.html", {"here": request.path, "books": BOOKS})


def detail(request, slug):
    book = next((each for each in BOOKS if each["slug"] == slug), None)
    if book is None:
        raise Http404(f"No book is called {slug}.")
    return render(request, "books/detail.html", {"here": request.path, "book": book})


urlpatterns = [
    path("", index, name="index"),
    path("books/<slug:slug>/", detail, name="detail"),
]

PAGES = {"/": "list.html", "/books/cookery/": "cookery.html", "/books/maps/": "maps.html"}


def main():
    # Whoever asks for the module `record` gets this one, not a second copy.
    sys.modules["record"] = sys.modules[__name__]
    settings.configure(
        DEBUG=True,
        ALLOWED_HOSTS=["testserver"],
        ROOT_URLCONF="record",
        INSTALLED_APPS=["django.contrib.humanize"],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [EXAMPLE / "templates", EXAMPLE / "books" / "templates"],
                "OPTIONS": {"libraries": {"shelf": "record"}},
            }
        ],
    )
    django.setup()
    for address, name in PAGES.items():
        response = Client().get(address)
        assert response.status_code == 200, address
        (HERE / "expected" / name).write_bytes(response.content)
    print(f"Recorded {len(PAGES)} pages with Django {django.get_version()}.")


main()
