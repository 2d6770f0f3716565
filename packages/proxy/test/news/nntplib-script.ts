/**
 * Asks, by Python's nntplib, all that it can ask; prints each line that goes (`C`) and comes (`S`). Its argument: where and
 * what, as JSON. Fails where nntplib understands something else than was meant.
 */
export const NNTPLIB: string = String.raw`
import datetime, json, nntplib, ssl, sys
at = json.loads(sys.argv[1])

class Told(nntplib.NNTP):
    def _putline(self, line):
        print("C", line.decode("latin1").replace(at["password"], "*****"))
        super()._putline(line)
    def _getline(self, strip_crlf=True):
        line = super()._getline(strip_crlf)
        print("S", line.rstrip(b"\r\n").decode("latin1"))
        return line

def refused(ask, *args):
    try:
        ask(*args)
    except nntplib.NNTPError as error:
        return error.response
    raise AssertionError("not refused")

s = Told("127.0.0.1", at["port"], timeout=10)
assert "STARTTLS" in s.getcapabilities()
assert refused(s.group, at["group"]).startswith("480")
assert refused(s.login, at["user"], at["password"]).startswith("483")
s.starttls(ssl.create_default_context(cafile=at["ca"]))
assert refused(s.login, at["user"], "wrong").startswith("481")
s.login(at["user"], at["password"])
assert "STARTTLS" not in s.getcapabilities()
reply, count, first, last, name = s.group(at["group"])
assert (count, first, last, name) == (2, 1, 2, at["group"])
reply, overviews = s.over((1, 2))
assert [fields["subject"] for number, fields in overviews] == ["The first one", "The second one"]
assert s.article(1)[1].lines[-1] == b"what the first says"
assert s.stat()[1] == 1
assert s.next()[1:] == (2, at["two"])
assert s.body(at["two"])[1].lines == [b".what the second says"]
assert s.body(at["far"])[1].lines == [b"..dots"]
assert s.head(at["two"])[1].message_id == at["two"]
assert s.last()[1] == 1
assert s.xhdr("subject", "1-2")[1] == [("1", "The first one"), ("2", "The second one")]
assert at["group"] in [info.group for info in s.list("test.*")[1]]
assert at["group"] in s.descriptions("test.harness")[1]
assert s.newnews(at["group"], datetime.datetime(2000, 1, 1))[1] == ["<one@fairlead.internal>", at["two"]]
s.newgroups(datetime.datetime(2037, 1, 1))
s.date()
assert refused(s.stat, "<nowhere@fairlead.internal>").startswith("430")
assert refused(s.stat, 77).startswith("423")
post = ["From: ann <ann@fairlead.internal>", "Newsgroups: " + at["group"], "Subject: Posted",
        "Message-ID: <posted@fairlead.internal>", "", ".dots", "", "the end"]
s.post([line.encode() + b"\r\n" for line in post])
assert s.body("<posted@fairlead.internal>")[1].lines == [b".dots", b"", b"the end"]
assert refused(s.post, [b"Subject: nothing else\r\n", b"\r\n", b"x\r\n"]).startswith("441")
s.quit()
`;
