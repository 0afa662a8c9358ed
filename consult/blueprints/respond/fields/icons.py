"""The signs of Easy Read: one small set of line drawings on a square of 24, none of them frightening."""

from markupsafe import Markup

# Name -> what is drawn. Circles are written as paths too, so that each sign is one element.
ICONS = {
    "sun": "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M19 5l-2 2M7 17l-2 2",
    "moon": "M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z",
    "home": "M3 11l9-8 9 8M5 9.5V21h14V9.5M10 21v-6h4v6",
    "street": "M8 3L4 21M16 3l4 18M12 4v3M12 10.5v3M12 17v3",
    "lamp": "M5 21h6M8 21V7a4 4 0 0 1 8 0v1M13 8h6l1 4h-8zM16 15v2",
    "tree": "M12 21v-7M12 3l6 8h-3l3 4H6l3-4H6z",
    "bus": "M5 4h14v13H5zM5 11h14M8 17v3M16 17v3M8 14h.01M16 14h.01",
    "car": "M3 16v-4l3-1 2-4h8l2 4 3 1v4zM7 14a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM17 14a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
    "school": "M12 4L2 9l10 5 10-5zM6 11.5V17c3.5 2.5 8.5 2.5 12 0v-5.5M22 9v6",
    "shop": "M4 10v11h16V10M3 6l2-3h14l2 3v2a3 3 0 0 1-6 0 3 3 0 0 1-6 0 3 3 0 0 1-6 0zM10 21v-6h4v6",
    "shield": "M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6z",
    "person": "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 21c0-5 3.5-7 8-7s8 2 8 7",
    "people": "M9 5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM2 20c0-4 3-6 7-6s7 2 7 6M16 5.5a3.5 3.5 0 0 1 0 6.5M18 14.5"
    "c2.5.8 4 2.6 4 5.5",
    "family": "M7 4a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM17 4a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM12 13a2 2 0 1 0 0 4 2 2 0 0 0 0-4z"
    "M2 21c0-5 2-8 5-8M22 21c0-5-2-8-5-8M8 22c0-2.5 1.5-4 4-4s4 1.5 4 4",
    "police": "M3 11c0-4 4-6.5 9-6.5S21 7 21 11l-3 3H6zM6 14c0 4 2.5 7 6 7s6-3 6-7M12 8v2.5",
    "council": "M3 9l9-6 9 6zM5 9v9M10 9v9M14 9v9M19 9v9M3 21h18M3 18h18",
    "heart": "M12 20.5C5 15.5 3 12 3 8.8A4.8 4.8 0 0 1 12 6.5a4.8 4.8 0 0 1 9 2.3c0 3.2-2 6.7-9 11.7z",
    "hands": "M3 12l4-6 5 2 5-2 4 6M7 14l4 4a1.5 1.5 0 0 0 2 0l6-6M12 8l-3 4a1.5 1.5 0 0 0 2.5 1.5L14 11",
    "speech": "M4 4h16v12h-9l-5 5v-5H4zM8 9h8M8 12h5",
    "question": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.4-1 .9-1 1.7M12 17h.01",
    "information": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v6M12 7.5h.01",
    "tick": "M4 12.5l5.5 5.5L20 6.5",
    "star": "M12 3l2.7 5.8 6.3.8-4.6 4.4 1.2 6.3L12 17.2 6.4 20.3l1.2-6.3L3 9.6l6.3-.8z",
    "eye": "M2 12c2.5-4.5 6-7 10-7s7.5 2.5 10 7c-2.5 4.5-6 7-10 7s-7.5-2.5-10-7zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
    "ear": "M7 10a5.5 5.5 0 0 1 11 0c0 4-4 4.5-4 8a3.5 3.5 0 0 1-6.5 1.5M10 10.5a2.5 2.5 0 0 1 5 0c0 1.5-1.5 2-2 3",
    "map": "M3 6l6-3 6 3 6-3v15l-6 3-6-3-6 3zM9 3v15M15 6v15",
    "pin": "M12 21c-5-6-7-8.5-7-12a7 7 0 0 1 14 0c0 3.5-2 6-7 12zM12 6.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z",
    "calendar": "M4 5h16v16H4zM4 10h16M8 3v4M16 3v4",
    "clock": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3.5 2",
    "lock": "M5 11h14v10H5zM8 11V7a4 4 0 0 1 8 0v4M12 15v2",
    "bin": "M5 7h14M9 7V4h6v3M7 7l1 14h8l1-14M10 11v6M14 11v6",
    "sound": "M4 9v6h4l5 4V5L8 9zM16 9a4 4 0 0 1 0 6M18.5 6.5a8 8 0 0 1 0 11",
    "pencil": "M4 20l1-5L16 4l4 4L9 19zM13.5 6.5l4 4",
    "key": "M8 11a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM11 12.5L20 4M17 7l3 3M14.5 9.5l2 2",
    "globe": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3 12h18M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18",
    "hand": "M7 12V6a1.5 1.5 0 0 1 3 0v5M10 11V4.5a1.5 1.5 0 0 1 3 0V11M13 11V5.5a1.5 1.5 0 0 1 3 0V12M16 12V8.5a1.5 "
    "1.5 0 0 1 3 0V15a6.5 6.5 0 0 1-12 3.5L4 14a1.5 1.5 0 0 1 2.5-1.5L8 14",
    "path": "M5 21c0-4 6-3 6-7s-4-3-4-6 3-5 6-5M19 21c0-3-3-4-3-7s3-3 3-6-2-5-4-5",
    "phone": "M7 2h10v20H7zM11 18.5h2",
}


def icon(name: str | None) -> Markup:
    """The sign of that name, or nothing. It only repeats what the words beside it say, so it is not read out."""
    if name not in ICONS:
        return Markup()
    drawn = '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="{}"/></svg>'
    return Markup(drawn).format(ICONS[name])
