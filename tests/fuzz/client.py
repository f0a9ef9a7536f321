"""HTTP as each person: web session, XML-RPC, JSON-2 and plain routes."""

import http.client
import io
import json
import time
import urllib.parse
import xmlrpc.client
import zipfile
from dataclasses import dataclass

TIMEOUT = 60


@dataclass
class Answer:
    """What came back: the whole text to look for words in, and the error if there was one."""

    status: int
    text: str
    result: object = None
    error: str = ""  # name of the exception's class
    message: str = ""
    debug: str = ""  # traceback


def error_of(data):
    """(class, message, traceback) of an error as Odoo serialises it."""
    inner = data.get("data") or data
    return (
        str(inner.get("name") or data.get("message") or "?"),
        str(inner.get("message") or ""),
        str(inner.get("debug") or ""),
    )


class Person:
    """One account's connection. Without a login: nobody."""

    def __init__(self, port, database, login=None, key=None, uid=None):
        self.port, self.database = port, database
        self.login, self.key, self.uid = login, key, uid
        self.cookie = ""
        self.connection = None
        if login:
            self.sign_in()

    def request(self, method, path, body=None, headers=None):
        """Send one request; returns (status, headers, bytes)."""
        headers = {"Cookie": self.cookie, **(headers or {})}
        for attempt in (1, 2):
            if self.connection is None:
                self.connection = http.client.HTTPConnection(
                    "127.0.0.1", self.port, timeout=TIMEOUT
                )
            try:
                self.connection.request(method, path, body=body, headers=headers)
                answer = self.connection.getresponse()
                data = answer.read()
            except TimeoutError:
                self.connection.close()
                self.connection = None
                return 0, {}, b"timeout"
            except (http.client.HTTPException, OSError):
                self.connection.close()
                self.connection = None
                if attempt == 2:
                    raise
                time.sleep(0.2)
                continue
            for cookie in answer.headers.get_all("Set-Cookie") or ():
                if cookie.startswith("session_id="):
                    self.cookie = f"session_id={cookie[11:].split(';')[0]}"
            return answer.status, answer.headers, data

    def sign_in(self):
        """A fresh session; 'password = login' as everywhere in the demo."""
        self.cookie = ""
        answer = self.json(
            "/web/session/authenticate",
            {"db": self.database, "login": self.login, "password": self.login},
        )
        if answer.error:
            raise RuntimeError(f"{self.login} cannot log in: {answer.message}")

    def json(self, path, params):
        """A route of type jsonrpc."""
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "id": 1, "params": params})
        status, _headers, data = self.request(
            "POST", path, body.encode(), {"Content-Type": "application/json"}
        )
        return self._read(status, data)

    def call(self, model, method, args, kwargs):
        return self.json(
            f"/web/dataset/call_kw/{urllib.parse.quote(model)}/{urllib.parse.quote(method)}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )

    def json2(self, model, method, payload):
        headers = {"Content-Type": "application/json"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        status, _headers, data = self.request(
            "POST", f"/json/2/{model}/{method}", json.dumps(payload).encode(), headers
        )
        return self._read(status, data)

    def xmlrpc(self, model, method, args, kwargs):
        """XML-RPC; arguments that XML can't hold are sent by the session instead."""
        try:
            body = xmlrpc.client.dumps(
                (self.database, self.uid or 0, self.login or "", model, method, args, kwargs),
                "execute_kw",
                allow_none=True,
            )
            body.encode()
        except (OverflowError, TypeError, UnicodeEncodeError):
            return self.call(model, method, args, kwargs)
        if "\0" in body:
            return self.call(model, method, args, kwargs)
        status, _headers, data = self.request(
            "POST", "/xmlrpc/2/object", body.encode(), {"Content-Type": "text/xml"}
        )
        text = data.decode(errors="replace")
        try:
            (result,), _name = xmlrpc.client.loads(data)
        except xmlrpc.client.Fault as fault:
            string = str(fault.faultString)
            trace = string if string.startswith("Traceback") else ""
            name = (
                string.strip().splitlines()[-1].split(":")[0]
                if trace
                else "odoo.exceptions.UserError"
            )
            return Answer(status, text, error=name, message=string, debug=trace)
        except Exception as error:  # no XML: the server's own error page
            return Answer(status, text, error=type(error).__name__, message=text[:200])
        return Answer(status, text, result)

    def http(self, method, path, params=None):
        """A plain route; workbooks are unpacked so that their words are seen."""
        body, headers = None, {}
        if method == "POST":
            body = urllib.parse.urlencode(params or {}).encode()
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        elif params:
            path = f"{path}?{urllib.parse.urlencode(params)}"
        status, _headers, data = self.request(method, path, body, headers)
        if data[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                data = b"\n".join(archive.read(name) for name in archive.namelist())
        answer = Answer(status, data.decode(errors="replace"))
        if status >= 500:
            answer.error = str(status)
        return answer

    @staticmethod
    def _read(status, data):
        text = data.decode(errors="replace")
        # escapes would hide planted words in no alphabet but ASCII, and those are ASCII
        try:
            content = json.loads(text)
        except ValueError:
            return Answer(status, text, error="" if status < 400 else str(status))
        if isinstance(content, dict) and "error" in content and "jsonrpc" in content:
            return Answer(status, text, None, *error_of(content["error"]))
        if status >= 400:
            found = error_of(content) if isinstance(content, dict) else (str(status), text, "")
            return Answer(status, text, None, *found)
        result = (
            content.get("result") if isinstance(content, dict) and "jsonrpc" in content else content
        )
        return Answer(status, text, result)
