from .common import CustomerCommon


class ContactCommon(CustomerCommon):
    """Two departments with their salespeople, one manager, a clerk."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # what comes over people uninvited is off until switched on
        cls.company.write(
            {
                "customer_contact_reminder": True,
                "customer_review_active": True,
                "customer_change_reminder": True,
                "customer_verification_active": True,
            }
        )
        cls.manager = cls.users_by_role["manager"]
        cls.clerk = cls.users_by_role["clerk"]
        cls.admin = cls.users_by_role["admin"]
        cls.director = cls.users_by_role["director"]
        cls.colleague = cls._make_user("customer_colleague", "salesperson", name="West Colleague")
        cls.east = cls._make_department(
            "Sales East", members=cls.salesperson | cls.manager | cls.clerk
        )
        cls.west = cls._make_department("Sales West", members=cls.colleague)
        cls.foreign = cls.Partner.create(
            {
                "name": "West Customer",
                "is_company": True,
                "customer_category": "closed",
                "user_id": cls.colleague.id,
            }
        )
        cls.person = cls.Partner.create({"name": "李建国", "parent_id": cls.customer.id})

    @classmethod
    def _record(cls, user=None, **values):
        return (
            cls.env["customer.interaction"]
            .with_user(user or cls.salesperson)
            .create({"partner_id": cls.customer.id, "summary": "Talked about pumps", **values})
        )

    def _run_cron(self, xmlid):
        """Run a scheduled job as the scheduler does."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(xmlid).method_direct_trigger()
        self.env.invalidate_all()
