"""The drawn signs of the site: 24-px outlines, drawn by hand with round ends.

Each value is what stands inside <svg viewBox="0 0 24 24">. They go into the page
itself: a sprite file would be one more request on a bad line.
"""

ICONS: dict[str, str] = {
    "adda": '<path d="M4 5h16v11h-9l-4 4v-4H4z"/>',
    "boards": '<path d="M4 6h16M4 12h16M4 18h10"/>',
    "search": '<circle cx="11" cy="11" r="6.5"/><path d="M16 16l4.5 4.5"/>',
    "help": '<circle cx="12" cy="12" r="8.5"/>'
    '<path d="M9.6 9.6a2.5 2.5 0 1 1 3.4 2.3c-.7.3-1 .8-1 1.6M12 16.6v.1"/>',
    "me": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5a7.5 7.5 0 0 1 15 0"/>',
    "heart": '<path d="M12 20S4 15 4 9.3A4.3 4.3 0 0 1 12 7a4.3 4.3 0 0 1 8 2.3'
    'C20 15 12 20 12 20z"/>',
    "thanks": '<path d="M12 20.5V10M12 10c-4.5 0-6-2.5-6-6.5 4.5 0 6 2.5 6 6.5'
    'zm0 0c4.5 0 6-2.5 6-6.5-4.5 0-6 2.5-6 6.5zM12 20.5c-3 0-5-1.5-5.5-4 3 0 5 1 5.5 4z"/>',
    "star": '<path d="M12 4l2.4 5.2 5.600.7-4.1 3.900 1.1 5.600-5-2.800-5 2.800 1.1-5.600'
    'L4 9.900l5.600-.7z"/>',
    "quote": '<path d="M5 17h4l1.5-4V7h-6v6h3zM14 17h4l1.5-4V7h-6v6h3z"/>',
    "reply": '<path d="M10 6l-6 5.5L10 17M4.5 11.5H13a6 6 0 0 1 6 6V19"/>',
    "share": '<path d="M12 14V4M8 7.5L12 3.5l4 4M5 12v7.5h14V12"/>',
    "link": '<path d="M10 14l4-4M9 8l2-2a4 4 0 0 1 6 6l-2 2M15 16l-2 2a4 4 0 0 1-6-6'
    'l2-2"/>',
    "more": '<path stroke-width="3.5" d="M5.5 12h.01M12 12h.01M18.5 12h.01"/>',
    "pin": '<path d="M9 4h6l-.8 6 3.3 3.5h-11L9.8 10zM12 13.5V20"/>',
    "check": '<path d="M5 12.5l4.5 4.5L19 7"/>',
    "close": '<path d="M6 6l12 12M18 6L6 18"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "back": '<path d="M14.5 5.5L8 12l6.5 6.5"/>',
    "forward": '<path d="M9.5 5.5L16 12l-6.5 6.5"/>',
    "down": '<path d="M5.5 9L12 15.5 18.5 9"/>',
    "up": '<path d="M5.5 15L12 8.5 18.5 15"/>',
    "calendar": '<path d="M4.5 6h15v14h-15zM4.5 10.5h15M8.5 3.5v4M15.5 3.5v4"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5V12l3 2"/>',
    "picture": '<path d="M4 5.5h16v13H4zM4.5 17l4.5-5 3.5 3.5 2.5-2.5 4.5 4.5"/>'
    '<circle cx="15.5" cy="9.5" r="1"/>',
    "camera": '<path d="M3.5 7.5h4l1.5-2.5h6l1.5 2.5h4v11.5h-17z"/>'
    '<circle cx="12" cy="13" r="3.5"/>',
    "video": '<path d="M3.5 6h12v12h-12zM15.5 10.5l5-3v9l-5-3"/>',
    "edit": '<path d="M5 19l1-4L16 5l3 3L9 18zM14 7l3 3"/>',
    "flag": '<path d="M6 21V4h11.5l-2.5 4 2.5 4H6"/>',
    "hide": '<path d="M3 12s3.5-6 9-6 9 6 9 6-3.5 6-9 6-9-6-9-6zM5 19L19 5"/>',
    "show": '<path d="M3 12s3.5-6 9-6 9 6 9 6-3.5 6-9 6-9-6-9-6z"/>'
    '<circle cx="12" cy="12" r="2.5"/>',
    "lock": '<path d="M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3"/>',
    "language": '<path d="M4 6h9M8.5 4v2M6 6c0 4 3.5 6.5 6.5 7M11 6c0 4-3.5 7-7 8'
    'M12.5 20l4-10 4 10M14 16.5h5"/>',
    "bell": '<path d="M6 17V11a6 6 0 0 1 12 0v6l1.5 1h-15zM10 20.5h4"/>',
    "mute": '<path d="M6 17V11a6 6 0 0 1 12 0v6l1.5 1h-15zM10 20.5h4M4 4l16 16"/>',
    "bookmark": '<path d="M7 4h10v16l-5-4-5 4z"/>',
    "people": '<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 20a6.5 6.5 0 0 1 13 0'
    'M16 5.3a3.5 3.5 0 0 1 0 6.4M18 14.3a6.5 6.5 0 0 1 3.5 5.7"/>',
    "tip": '<path d="M9 17.5h6M10 20.5h4M12 3.5a6 6 0 0 0-3.5 10.9c.3.3.5.6.5 1'
    'v2.1h6v-2.1c0-.4.2-.7.5-1A6 6 0 0 0 12 3.5z"/>',
    "caution": '<path d="M12 4l9 16H3zM12 10v4.5M12 17.2v.1"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.7v.1"/>',
    "sign-in": '<path d="M11 4.5h8v15h-8M4 12h10M10.5 8.5L14 12l-3.5 3.5"/>',
    "tools": '<path d="M4 7h10M18 7h2M4 17h2M10 17h10"/><circle cx="16" cy="7" r="2"/>'
    '<circle cx="8" cy="17" r="2"/>',
}
