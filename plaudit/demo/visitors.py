"""Who opens the links: followers in the apps they really use, and the machines that come along."""

from random import Random
from typing import NamedTuple

from plaudit.events.click import RequestClass

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS {ios} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
ANDROID = (
    "Mozilla/5.0 (Linux; Android {android}; {model}; wv) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Version/4.0 Chrome/{chrome}.0.6367.82 Mobile Safari/537.36"
)
CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{chrome}.0.0.0"
PHONE_BROWSER = f"Mozilla/5.0 (Linux; Android 10; K) {CHROME} Mobile Safari/537.36"
WINDOWS = f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Safari/537.36"
MAC = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/{safari} Safari/605.1.15"
)
IN_APP: dict[str, tuple[str, ...]] = {
    "instagram": (
        IPHONE + " Mobile/15E148 Instagram {app}.0.0.16.90 (iPhone15,3; iOS {ios}; en_US; en; scale=3.00)",
        ANDROID + " Instagram {app}.0.0.42.101 Android",
    ),
    "tiktok": (
        IPHONE + " Mobile/15E148 musical_ly_{app}.4.0 JsSdk/2.0 NetType/WIFI Channel/App Store ByteLocale/en",
        ANDROID + " trill_{app}0304 JsSdk/1.0 NetType/4G Channel/googleplay BytedanceWebview/d8a21c6",
    ),
    "facebook": (
        IPHONE + " Mobile/21D61 [FBAN/FBIOS;FBAV/{app}.0.0.40.109;FBBV/573100000;FBDV/iPhone14,5;FBSN/iOS]",
        ANDROID + " [FB_IAB/FB4A;FBAV/{app}.0.0.33.111;]",
    ),
    "youtube": (IPHONE + " Version/17.3 Mobile/15E148 Safari/604.1", PHONE_BROWSER, WINDOWS, MAC),
}
MODELS = ("SM-S911B Build/TP1A.220624.014", "Pixel 8 Build/UQ1A.240205.004", "CUBOT X30", "2201117TG")
LANGUAGES = ("en-US,en;q=0.9", "en-GB,en;q=0.8", "es-US,es;q=0.9,en;q=0.6", "de-DE,de;q=0.9,en;q=0.5", "en-CA")

PREVIEWS = (
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "WhatsApp/2.23.20.0 A",
    "Twitterbot/1.0",
    "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
)
BOTS = (
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "python-requests/2.31.0",
    "curl/8.4.0",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
)
PREFETCHES = (("Sec-Purpose", "prefetch"), ("Sec-Purpose", "prefetch;prerender"), ("X-Purpose", "preview"))


class Visitor(NamedTuple):
    """What a link sees of whoever opens it. No two visitors of a world share an address's /64."""

    address: str
    user_agent: str
    language: str
    privacy: str | None = None
    """`Sec-GPC` or `DNT` when the visitor asks not to be followed."""


class Visitors:
    """Makes visitors, each in a network of 2001:db8::/32 of its own."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._networks = 0

    def follower(self, platform: str) -> Visitor:
        """A person in the app of a platform; about one in twelve sends GPC or DNT."""
        random = self._random
        template = random.choice(IN_APP[platform])
        agent = template.format(
            ios=random.choice(("17_4", "17_6_1", "18_1", "18_3")),
            android=random.choice((12, 13, 14, 15)),
            model=random.choice(MODELS),
            chrome=random.randrange(118, 132),
            safari=random.choice(("17.3", "17.6", "18.1")),
            app=random.randrange(310, 345),
        )
        privacy = random.choice(("Sec-GPC", "Sec-GPC", "DNT")) if random.random() < 1 / 12 else None
        return Visitor(self._address(), agent, random.choice(LANGUAGES), privacy)

    def machine(self, kind: RequestClass) -> Visitor:
        """What is no person: a previewer, a crawler, or a client without a user agent."""
        agents = {"preview": PREVIEWS, "bot": BOTS, "no_ua": ("", "Mozilla/5.0")}[kind]
        return Visitor(self._address(), self._random.choice(agents), "")

    def prefetch_header(self) -> tuple[str, str]:
        return self._random.choice(PREFETCHES)

    def _address(self) -> str:
        self._networks += 1
        high, low = divmod(self._networks, 0x10000)
        return f"2001:db8:{high:x}:{low:x}::{self._random.randrange(1, 0xFFFF):x}"
