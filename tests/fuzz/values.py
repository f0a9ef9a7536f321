"""Values, ids and contexts that a client could send, mostly about hidden records."""

HOSTILE = (
    None,
    True,
    False,
    0,
    -1,
    2**31,
    2**70,
    "",
    "x",
    "a\0b",
    "é" * 3000,
    [],
    [[]],
    {},
    {"a": 1},
    [1, 2],
    [[6, 0, [1]]],
    1.5,
    [None],
    "[]",
    ["1"],
    {"id": 1},
    [{}],
    [[0, 0, "x"]],
    ["x", "y"],
    "2026-13-45",
    [[4, "x"]],
    {"name": {"a": []}},
    [[1]],
    [[1, 2, 3, 4]],
)
# Parameters by the record they ask for, and by a value that fits.
RELATIONS = {
    "partner": "res.partner",
    "partners": "res.partner",
    "partner_id": "res.partner",
    "partner_ids": "res.partner",
    "customer": "res.partner",
    "customer_id": "res.partner",
    "user": "res.users",
    "users": "res.users",
    "user_id": "res.users",
    "users_ids": "res.users",
    "company": "res.company",
    "company_id": "res.company",
}
PLAIN = {
    "limit": 5000,
    "offset": 0,
    "order": "id",
    "operator": "ilike",
    "load": None,
    "name": "公司",
    "lang": "zh_CN",
    "comment": "fuzz",
    "reason": "fuzz",
    "body": "fuzz",
    "message": "fuzz",
    "note": "fuzz",
    "data": [["公司", "1"]],
    "mode": "read",
    "operation": "write",
    "access_token": "x",
    "progress_bar": {"field": "state", "colors": {}},
}


class Values:
    """Draws from `self.rng`; mixed into `calls.Calls`, which knows the models and the people."""

    # ------------------------------------------------------------------ values

    def hostile(self):
        return self.rng.choice(HOSTILE)

    def record(self, model, login):
        """An id: mostly of a hidden record, sometimes an own one, rarely a missing one."""
        known = self.facts["models"].get(model, {"ids": {"all": []}})["ids"]
        hidden = self.hidden.get(login, ())
        if model == "res.partner" and hidden and self.rng.random() < 0.5:
            return self.rng.choice(hidden)
        own = known.get(login, ())
        if own and self.rng.random() < 0.45:
            return self.rng.choice(own)
        return (
            self.rng.choice(known["all"]) if known["all"] and self.rng.random() < 0.95 else 999999
        )

    def ids(self, model, login):
        kind = self.rng.random()
        if kind < 0.05:
            return []
        if kind < 0.12:
            return self.rng.choice(
                (
                    [999999],
                    [0],
                    [-1],
                    ["1"],
                    [None],
                    {"a": 1},
                    "x",
                    [[1]],
                    [2**70],
                    [1.5],
                    [True],
                    [{}],
                )
            )
        return [self.record(model, login) for _each in range(1 if kind < 0.85 else 3)]

    def argument(self, call, name):
        """A value for a parameter by its name."""
        if self.rng.random() < 0.12:
            return self.hostile()
        model, login = call.model, call.login
        if name in ("vals", "values", "default", "val"):
            return self.values(model, login, create=call.method in ("create", "web_save"))
        if name == "vals_list":
            vals = self.values(model, login, create=True)
            return vals if self.rng.random() < 0.3 else [vals]
        if name in (
            "fields",
            "field_names",
            "fnames",
            "allfields",
            "fields_to_export",
            "aggregates",
        ):
            return self.field_names(call)
        if name in ("specification", "fields_spec"):
            return {name: self.spec(model, name) for name in self.some_fields(model)}
        if name in ("domain", "args", "search_domain"):
            return self.domain(model, login)
        if name in ("groupby", "group_by"):
            fields = [f for f, d in self.models[model]["fields"].items() if d["store"]]
            return [self.rng.choice(fields)] if name == "groupby" else self.rng.choice(fields)
        return self.other(call, name)

    def other(self, call, name):
        relation = RELATIONS.get(name)
        if name in ("res_id", "ids", "res_ids", "id", "record_id", "next_id"):
            relation = call.model
        if relation:
            value = self.record(relation, call.login)
            return [value] if name.endswith("s") else value
        if name == "res_model":
            return call.model
        return PLAIN[name] if name in PLAIN else self.hostile()

    def some_fields(self, model):
        names = list(self.models[model]["fields"])
        return self.rng.sample(names, min(len(names), self.rng.choice((1, 3, 12, 40))))

    def field_names(self, call):
        names = self.some_fields(call.model)
        if call.method == "export_data":
            links = [n for n in names if self.models[call.model]["fields"][n]["relation"]]
            names += [f"{name}/{part}" for name in links for part in ("name", "phone", "email")]
        if call.method == "load":
            return [*names[:3], "name"]
        return names

    def spec(self, model, name):
        relation = self.models[model]["fields"][name]["relation"]
        if not relation:
            return {}
        fields = list(self.facts["models"].get(relation, {}).get("fields") or ["display_name"])
        picked = self.rng.sample(fields, min(len(fields), 6))
        return {"fields": {field: {} for field in ["display_name", *picked]}}

    def domain(self, model, login):
        fields = self.models[model]["fields"]
        links = [name for name, d in fields.items() if d["relation"] == "res.partner"]
        choice = self.rng.random()
        if choice < 0.4 or not links:
            return []
        link = self.rng.choice(links)
        if choice < 0.7:
            return [[link, "=", self.record("res.partner", login)]]
        return self.rng.choice(
            (
                [[f"{link}.phone", "ilike", "1990"]],
                [[f"{link}.email", "!=", False]],
                [["id", ">", 0]],
                [[link, "any", [["name", "ilike", "zq"]]]],
                "x",
                [["x"]],
                [["id", "in", {"a": 1}]],
                [[]],
            )
        )

    def values(self, model, login, create=False, depth=0):
        """Values as a client could send: the required ones, and some nobody expects."""
        if self.rng.random() < 0.06:
            return self.hostile()
        fields = self.models[model]["fields"]
        vals = {}
        names = [n for n, d in fields.items() if create and d["required"] and not d["computed"]]
        usual = [n for n, d in fields.items() if not d["readonly"]]
        links = [
            n
            for n, d in fields.items()
            if d["relation"] in ("res.partner", "res.users") and d["type"] == "many2one"
        ]
        names += self.rng.sample(usual, min(len(usual), self.rng.choice((0, 1, 1, 2, 4))))
        if links and self.rng.random() < 0.6:
            names.append(self.rng.choice(links))
        if self.rng.random() < 0.12:
            names.append(self.rng.choice(list(fields)))
        for name in names:
            if name not in ("id", "create_uid", "write_uid", "create_date", "write_date"):
                vals[name] = self.value(model, name, login, depth)
        return vals

    def value(self, model, name, login, depth):
        data = self.models[model]["fields"][name]
        kind = data["type"]
        if self.rng.random() < 0.05:
            return self.hostile()
        if kind == "many2one":
            return self.record(data["relation"], login)
        if kind in ("one2many", "many2many"):
            return self.commands(data["relation"], login, depth)
        if kind == "selection":
            return self.rng.choice(data["selection"]) if data["selection"] else "x"
        if kind in ("date", "datetime"):
            day = f"20{self.rng.randrange(20, 31)}-{self.rng.randrange(1, 13):02d}-15"
            return day if kind == "date" else f"{day} 08:00:00"
        return {
            "boolean": self.rng.random() < 0.5,
            "integer": self.rng.randrange(1, 50),
            "float": 12.5,
            "monetary": 100000.0,
            "binary": "eA==",
            "reference": "res.partner,26",
            "many2one_reference": self.record("res.partner", login),
            "html": "<p>fuzz</p>",
            "json": {},
            "properties": [],
        }.get(kind, self.rng.choice(("fuzz", "13800000000", "fuzz@example.com", "res.partner")))

    def commands(self, relation, login, depth):
        record = self.record(relation, login)
        fields = self.models.get(relation)
        vals = (
            self.values(relation, login, True, depth + 1) if fields and depth < 2 else {"name": "x"}
        )
        return self.rng.choice(
            (
                [[0, 0, vals]],
                [[1, record, vals]],
                [[2, record, 0]],
                [[3, record, 0]],
                [[4, record, 0]],
                [[5, 0, 0]],
                [[6, 0, [record]]],
            )
        )

    def context(self, call):
        context = {}
        fields = self.models[call.model]["fields"]
        for _each in range(self.rng.randrange(1, 4)):
            kind = self.rng.random()
            if kind < 0.35:
                name = self.rng.choice(list(fields))
                context[f"default_{name}"] = self.value(call.model, name, call.login, 1)
            elif kind < 0.6:
                context[self.rng.choice(self.words)] = self.rng.choice(
                    (True, False, "1", 1, {}, [1])
                )
            elif kind < 0.75:
                context["allowed_company_ids"] = self.rng.choice(([1, 2], [2], [1], [99], "x"))
            elif kind < 0.85:
                ids = [self.record(call.model, call.login)]
                context |= {"active_model": call.model, "active_id": ids[0], "active_ids": ids}
            else:
                context |= self.rng.choice(
                    (
                        {"active_test": False},
                        {"lang": "zh_CN"},
                        {"lang": "xx_XX"},
                        {"tz": "Mars"},
                        {"uid": 1},
                        {"lang": ["a"]},
                        {"active_test": []},
                    )
                )
        return context

    def http_values(self, login):
        """What the plain routes need, drawn here so that the call stays reproducible."""
        model = self.pick_model()
        return {
            "model": model,
            "id": self.record(model, login),
            "fields": self.some_fields(model),
            "partner": self.record("res.partner", login),
            "number": self.rng.randrange(1000),
            "format": self.rng.choice(("csv", "xlsx")),
            "domain": self.domain(model, login),
        }
