"""The translation tool's parts; ``i18n/tool.py`` is the command."""
