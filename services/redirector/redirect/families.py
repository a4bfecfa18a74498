"""What a person's user agent tells: families of device, system and browser, and the app it runs in."""

from typing import NamedTuple

from ua_parser import Parser, load_builtins
from ua_parser.regex import Resolver

# The first token that fits decides, so those that others also carry come last.
IN_APP_TOKENS = (
    ("Barcelona ", "threads"),
    ("Instagram", "instagram"),
    ("FBAN/Messenger", "messenger"),
    ("FB_IAB/Orca", "messenger"),
    ("FB_IAB/MESSENGER", "messenger"),
    ("FBAN", "facebook"),
    ("FBAV", "facebook"),
    ("FB_IAB", "facebook"),
    ("musical_ly", "tiktok"),
    ("trill_", "tiktok"),
    ("BytedanceWebview", "tiktok"),
    ("Snapchat/", "snapchat"),
    ("[Pinterest/", "pinterest"),
    ("LinkedInApp", "linkedin"),
    ("TwitterAndroid", "twitter"),
    ("Twitter for iPhone", "twitter"),
    ("MicroMessenger", "wechat"),
    ("NAVER(inapp", "naver"),
    (" Line/", "line"),
    (" GSA/", "google"),
)
DEVICE_TOKENS = ("iPhone", "iPad", "iPod")
DESKTOPS = {"Mac OS X": "Mac", "Windows": "PC", "Linux": "PC", "Ubuntu": "PC", "Fedora": "PC", "Chrome OS": "PC"}


class Families(NamedTuple):
    device: str | None = None
    os: str | None = None
    browser: str | None = None
    in_app: str | None = None


class FamilyReader:
    """Reads system and browser by ua-parser's rules and the device by a few of our own.

    ua-parser tells devices apart by model, which says too much of a person for a click, at twice the memory.
    """

    def __init__(self) -> None:
        browsers, systems, _ = load_builtins()
        self._parser = Parser(Resolver((browsers, systems, [])))

    def read(self, user_agent: str) -> Families:
        """Families, never versions or models: together those would point at single people."""
        found = self._parser.parse(user_agent)
        system = found.os.family if found.os else None
        return Families(
            device=_device(user_agent, system),
            os=system,
            browser=found.user_agent.family if found.user_agent else None,
            in_app=next((name for token, name in IN_APP_TOKENS if token in user_agent), None),
        )


def _device(user_agent: str, system: str | None) -> str | None:
    """Android says `Mobile` on phones and leaves it out on tablets; that is its own rule."""
    for token in DEVICE_TOKENS:
        if token in user_agent:
            return token
    if system == "Android":
        return "Android phone" if "Mobile" in user_agent else "Android tablet"
    return DESKTOPS.get(system or "")
