"""The project's tool, standard library only. Entry point: `devtool.cli.main`."""
