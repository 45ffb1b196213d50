from django.apps import AppConfig


class AddaPostsConfig(AppConfig):
    name = "adda_posts"
