from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestForeignDescriptions(TransactionCase):
    """Odoo shows the first docstring of a model's classes as what the model is (L-06)."""

    def test_our_extensions_do_not_describe_other_peoples_models(self):
        """L-06: what only extends a model has comments; the docstring is its owner's."""
        ours = set(
            self.env["ir.module.module"]
            .search([("author", "=", "Customer Management Project")])
            .mapped("name")
        )
        self.assertIn("customer_base", ours)
        wrong = [
            f"{cls.__module__}.{cls.__name__} describes {name}"
            for name, model in self.env.registry.items()
            for cls in [next(cls for cls in model.mro() if cls.__doc__)]
            if getattr(cls, "_module", None) in ours and model._original_module not in ours
        ]
        self.assertEqual(wrong, [])
