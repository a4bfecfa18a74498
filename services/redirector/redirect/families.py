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
APPLE = "Apple"
UNKNOWN_BRANDS = {None, "Generic", "Generic_Android", "Generic_Inettv"}


class Families(NamedTuple):
    device: str | None = None
    os: str | None = None
    browser: str | None = None
    in_app: str | None = None


class FamilyReader:
    def __init__(self) -> None:
        self._parser = Parser(Resolver(load_builtins()))

    def read(self, user_agent: str) -> Families:
        """Families, never versions or models: together those would point at single people."""
        found = self._parser.parse(user_agent)
        return Families(
            device=_device(found.device.family, found.device.brand) if found.device else None,
            os=found.os.family if found.os else None,
            browser=found.user_agent.family if found.user_agent else None,
            in_app=next((name for token, name in IN_APP_TOKENS if token in user_agent), None),
        )


def _device(family: str, brand: str | None) -> str | None:
    """Apple's families are few (iPhone, iPad, Mac); of others the family is the model, so the brand stands."""
    if brand == APPLE:
        return family
    return None if brand in UNKNOWN_BRANDS else brand
