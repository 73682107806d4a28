"""Named connection profiles."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from yamtam_nb.client.profiles import Profile, load_profile, load_profiles, profiles_path, save_profile
from yamtam_nb.errors import InvalidArgument, UnknownProfile

FILE = """
# clusters on call
[prod]
endpoints = ["https://a:2379", "https://b:2379"]
user = "oncall"
password_env = "PROD_PW"
ca_cert = "/certs/ca.pem"
timeout = 2.5
protected = true

[preprod]
endpoints = "http://c:2379,http://d:2379"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "profiles.toml"
    path.write_text(FILE)
    return path


def test_profiles_are_read_in_order(file: Path) -> None:
    """Every field arrives, and endpoints may be a list or one text."""
    profiles = load_profiles(file)
    assert list(profiles) == ["prod", "preprod"]
    assert profiles["prod"] == Profile(
        "prod",
        ("https://a:2379", "https://b:2379"),
        user="oncall",
        password_env="PROD_PW",
        ca_cert="/certs/ca.pem",
        timeout=2.5,
        protected=True,
    )
    assert profiles["preprod"].endpoints == ("http://c:2379", "http://d:2379")


def test_no_file_means_no_profiles(tmp_path: Path) -> None:
    """Nobody has to have one."""
    assert load_profiles(tmp_path / "none.toml") == {}


@pytest.mark.parametrize("name", ["pro", "PROD", "prod ", "od"])
def test_only_the_exact_name_matches(file: Path, name: str) -> None:
    """'pro' must never connect to prod (or to preprod)."""
    with pytest.raises(UnknownProfile):
        load_profile(name, file)


def test_an_unknown_name_suggests_the_nearest(file: Path) -> None:
    """A typo is answered with the name that was meant."""
    with pytest.raises(UnknownProfile, match=r"Did you mean preprod\?"):
        load_profile("preprd", file)
    with pytest.raises(UnknownProfile, match="There are: prod, preprod"):
        load_profile("zzz", file)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[a]\nendpoints=["x"]\npassword="p"', "password_env"),
        ('[a]\nendpoints=["x"]\nusr="p"', "Did you mean user"),
        ('[a]\nuser="p"', "endpoints must be"),
        ("[a]\nendpoints=[]", "endpoints must be"),
        ('[a]\nendpoints=["x"]\ntimeout="5"', "timeout must be float"),
        ('[a]\nendpoints=["x"]\ntimeout=true', "timeout must be float"),
        ('endpoints=["x"]', "outside of a profile"),
        ("[a", "cannot be read"),
    ],
)
def test_a_bad_file_is_told_about_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    """The message names the file, the profile and the field."""
    path = tmp_path / "p.toml"
    path.write_text(text)
    with pytest.raises(InvalidArgument) as caught:
        load_profiles(path)
    assert said in str(caught.value)
    assert str(path) in str(caught.value)


def test_the_password_comes_from_the_environment(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is read when it is needed, and its absence names the variable."""
    monkeypatch.delenv("PROD_PW", raising=False)
    profile = load_profile("prod", file)
    with pytest.raises(InvalidArgument, match="PROD_PW"):
        _ = profile.password
    monkeypatch.setenv("PROD_PW", "s3cret")
    assert profile.password == "s3cret"
    assert "s3cret" not in repr(profile)


def test_saving_adds_and_changes_nothing_else(file: Path) -> None:
    """Comments stay, only the owner may read the file, and it reads back the same."""
    profile = Profile("new-one", ('http://x:1/"quoted"', "http://é:2"), user="u", protected=True)
    save_profile(profile, file)
    assert file.read_text().startswith(FILE)
    assert load_profile("new-one", file) == profile
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["profiles.toml"]


def test_saving_never_replaces(file: Path) -> None:
    """An existing profile is changed by hand, where one sees what one does."""
    with pytest.raises(InvalidArgument, match="already"):
        save_profile(Profile("prod", ("http://x:1",)), file)
    with pytest.raises(InvalidArgument, match="cannot name"):
        save_profile(Profile("a]b", ("http://x:1",)), file)
    assert file.read_text() == FILE


def test_the_first_profile_makes_the_file(tmp_path: Path) -> None:
    """Missing directories are made."""
    path = tmp_path / "deep" / "profiles.toml"
    save_profile(Profile("default", ("http://x:1",)), path)
    assert load_profile("default", path).endpoints == ("http://x:1",)


def test_the_file_is_where_the_environment_says() -> None:
    """YAMTAM_PROFILES, then XDG_CONFIG_HOME, then ~/.config."""
    assert profiles_path({"YAMTAM_PROFILES": "/x/p.toml"}) == Path("/x/p.toml")
    assert profiles_path({"XDG_CONFIG_HOME": "/xdg"}) == Path("/xdg/yamtam-nb/profiles.toml")
    assert profiles_path({}) == Path("~/.config/yamtam-nb/profiles.toml").expanduser()
