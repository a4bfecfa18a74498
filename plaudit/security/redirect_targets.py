"""Where a link may lead: one strict form of URL, on hosts that the campaign allows.

URL parsers disagree about odd strings, and an open redirect lives in that gap. So a target is not parsed
leniently and compared; whatever is odd is refused, and only the form written here is ever sent.
"""

import re
from collections.abc import Collection
from urllib.parse import quote

import idna

from plaudit.errors import PermanentError

LONGEST_URL = 2048
LONGEST_HOST = 253
SHAPE = re.compile(r"https://([^/?#]+)(/[^?#]*)?(\?[^#]*)?(#.*)?", re.IGNORECASE | re.DOTALL)
LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
TOP_LABEL = re.compile(r"[a-z][a-z0-9-]*")
ENCODED_CONTROL = re.compile(r"%(0[0-9a-f]|1[0-9a-f]|7f)", re.IGNORECASE)
URI_CHARACTERS = "!#$%&'()*+,/:;=?@[]~"
"""ASCII that stays as it is, besides letters, digits and `_.-`; the rest of ASCII no URI may hold."""
INTERNAL_SUFFIXES = ("localhost", "local", "localdomain", "internal", "intranet", "lan", "home.arpa")


class TargetRefusedError(PermanentError):
    reason = "bad_target"


def normal_target(url: str, allowed_hosts: Collection[str], own_hosts: Collection[str]) -> str:
    """The URL in the form that is stored and sent; raises TargetRefusedError when it can't be one.

    https only, host exactly one of `allowed_hosts` (A-labels) and none of our own, no port but 443. Path,
    query and fragment keep their bytes; what no URI may hold is percent-encoded as UTF-8.
    """
    _refuse_odd_characters(url)
    shape = SHAPE.fullmatch(url)
    if shape is None:
        raise TargetRefusedError("The URL must begin with https:// and a host.")
    authority, path, query, fragment = shape.groups(default="")
    host = _host_of(authority)
    _check_host(host, allowed_hosts, own_hosts)
    target = f"https://{host}" + quote((path or "/") + query + fragment, safe=URI_CHARACTERS)
    if len(target) > LONGEST_URL:
        raise TargetRefusedError(f"The URL has more than {LONGEST_URL} characters.")
    return target


def normal_host(host: str) -> str:
    """A public DNS name in lower case as A-labels; raises TargetRefusedError for anything else.

    `bücher.example` becomes `xn--bcher-kva.example`; IP addresses, single labels, trailing dots, names of
    local networks and patterns are refused.
    """
    name = _a_labels(host.lower())
    labels = name.split(".")
    if len(name) > LONGEST_HOST or len(labels) < 2 or not all(map(_is_label, labels)):
        raise TargetRefusedError(f"{host!r} is no public host name.")
    if not TOP_LABEL.fullmatch(labels[-1]) or f".{name}".endswith(tuple(f".{end}" for end in INTERNAL_SUFFIXES)):
        raise TargetRefusedError(f"{host!r} is an address or a name of a local network.")
    return name


def _refuse_odd_characters(url: str) -> None:
    if len(url) > LONGEST_URL:
        raise TargetRefusedError(f"The URL has more than {LONGEST_URL} characters.")
    if "\\" in url:
        raise TargetRefusedError("The URL holds a backslash.")
    if any(character.isspace() or _is_control(character) for character in url):
        raise TargetRefusedError("The URL holds white space or a control character.")
    if ENCODED_CONTROL.search(url):
        raise TargetRefusedError("The URL holds a percent-encoded control character.")


def _is_control(character: str) -> bool:
    """C0, DEL, C1, and surrogates, which no UTF-8 text can hold."""
    return character < " " or "\x7f" <= character <= "\x9f" or "\ud800" <= character <= "\udfff"


def _host_of(authority: str) -> str:
    if "@" in authority:
        raise TargetRefusedError("The URL holds a user name before its host.")
    if "%" in authority:
        raise TargetRefusedError("The URL's host holds a percent sign.")
    return normal_host(authority.removesuffix(":443"))


def _check_host(host: str, allowed_hosts: Collection[str], own_hosts: Collection[str]) -> None:
    if host in own_hosts:
        raise TargetRefusedError(f"{host} is this service itself; a link there would lead in a circle.")
    if host not in allowed_hosts:
        raise TargetRefusedError(f"{host} is not one of the campaign's allowed hosts.")


def _is_label(label: str) -> bool:
    """Whether a label is plain ASCII, or an A-label that stands for something."""
    if not LABEL.fullmatch(label):
        return False
    if not label.startswith("xn--"):
        return label[2:4] != "--"
    try:
        return idna.alabel(idna.ulabel(label)) == label.encode()
    except idna.IDNAError:
        return False


def _a_labels(name: str) -> str:
    """ASCII as it is, else strict IDNA 2008: no mapping of look-alike dots or full-width letters."""
    if name.isascii():
        return name
    try:
        return ".".join(idna.alabel(label).decode() if not label.isascii() else label for label in name.split("."))
    except idna.IDNAError as error:
        raise TargetRefusedError(f"{name!r} is no host name: {error}.") from error
