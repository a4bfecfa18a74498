"""Every model in the order in which they are built: the one list to extend for a new table."""

from pathlib import Path
from typing import Literal, NamedTuple

Layer = Literal["staging", "dimensions", "facts", "marts"]

FOLDER = Path(__file__).parent


class Model(NamedTuple):
    """One table: `<layer>/<table>.sql`, one SELECT. A published one has a `<table>.toml` that describes it."""

    layer: Layer
    table: str
    published: bool = True

    @property
    def sql_file(self) -> Path:
        return FOLDER / self.layer / f"{self.table}.sql"

    @property
    def description_file(self) -> Path:
        return FOLDER / self.layer / f"{self.table}.toml"


MODELS: tuple[Model, ...] = (
    Model("dimensions", "registry_states", published=False),
    Model("dimensions", "campaigns"),
    Model("dimensions", "campaign_goals", published=False),
    Model("dimensions", "creators"),
    Model("dimensions", "agreements"),
    Model("dimensions", "links"),
    Model("dimensions", "codes"),
    Model("dimensions", "posts"),
    Model("dimensions", "stores"),
    Model("staging", "order_facts", published=False),
    Model("facts", "clicks"),
    Model("facts", "orders"),
)
