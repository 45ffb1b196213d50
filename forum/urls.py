"""Addresses of `forum`."""

from django.urls import URLPattern, path

from forum import views

app_name = "forum"
urlpatterns: list[URLPattern] = [
    path("boards/", views.boards, name="boards"),
    path("boards/all/", views.threads, name="threads"),
    path("boards/all/read/", views.all_read, name="all-read"),
    path("boards/manage/", views.board_list, name="board-list"),
    path("boards/manage/new/", views.board_make, name="board-make"),
    path("boards/manage/<int:board_id>/", views.board_change, name="board-change"),
    path(
        "boards/manage/<int:board_id>/<str:step>/", views.board_step, name="board-step"
    ),
    path("boards/start/", views.thread_start, name="thread-begin"),
    path("boards/start/similar/", views.thread_similar, name="thread-similar"),
    path("boards/<str:slug>/", views.board, name="board"),
    path("boards/<str:slug>/atom/", views.board_feed, name="board-feed"),
    path("boards/<str:slug>/new/", views.thread_start, name="thread-start"),
    path("t/<int:thread_id>/post/", views.thread_post, name="thread-post"),
    path("t/<int:thread_id>/posts/", views.thread_posts, name="thread-posts"),
    path("tags/", views.tags, name="tags"),
    path("tags/<str:slug>/", views.tag, name="tag"),
    path("tags/<str:slug>/atom/", views.tag_feed, name="tag-feed"),
    path("t/<int:thread_id>/tags/", views.thread_tags, name="thread-tags"),
    path("t/<int:thread_id>/read/", views.thread_read, name="thread-read"),
    path("t/<int:thread_id>/more/", views.thread_more, name="thread-more"),
    path("t/<int:thread_id>/share/", views.thread_share, name="thread-share"),
    path("t/<int:thread_id>/arrange/", views.thread_arrange, name="thread-arrange"),
    path("t/<int:thread_id>/pin/", views.thread_pin, name="thread-pin"),
    path("t/<int:thread_id>/", views.thread),
    path("t/<int:thread_id>/<str:slug>/", views.thread, name="thread"),
    path("pins/", views.pins, name="pins"),
    path("pins/<int:pin_id>/", views.pin, name="pin"),
    path("pins/<int:pin_id>/unpin/", views.pin_unpin, name="pin-unpin"),
    path("pins/<int:pin_id>/dismiss/", views.pin_dismiss, name="pin-dismiss"),
    path("suggest/members/", views.member_suggest, name="member-suggest"),
    path("me/drafts/", views.drafts, name="drafts"),
    path("me/drafts/<int:draft_id>/drop/", views.draft_drop, name="draft-drop"),
    path("p/<int:post_id>/", views.post, name="post"),
    path("p/<int:post_id>/more/", views.post_more, name="post-more"),
    path("p/<int:post_id>/replies/", views.post_replies, name="post-replies"),
    path("p/<int:post_id>/reply/", views.post_reply, name="post-reply"),
    path("p/<int:post_id>/share/", views.post_share, name="post-share"),
    path("p/<int:post_id>/split/", views.post_split, name="post-split"),
    path("p/<int:post_id>/react/", views.post_react, name="post-react"),
    path("p/<int:post_id>/history/", views.post_history, name="post-history"),
    path("p/<int:post_id>/take-back/", views.post_take_back, name="post-take-back"),
    path("p/<int:post_id>/edit/", views.post_edit, name="post-edit"),
    path("p/<int:post_id>/save/", views.post_save, name="post-save"),
    path("follow/<str:kind>/<int:target_id>/", views.follow, name="follow"),
    path("me/following/", views.followed, name="following"),
    path("me/following/<str:kind>/<int:target_id>/", views.unfollow, name="unfollow"),
    path("me/saved/", views.saved, name="saved"),
    path("me/saved/<int:bookmark_id>/", views.saved_remove, name="saved-remove"),
]
