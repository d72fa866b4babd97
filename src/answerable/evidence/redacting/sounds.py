"""A sound recording with stretches made silent: WAV with samples as they are (PCM), and nothing else in the file."""

from __future__ import annotations

import io
import wave

from answerable.evidence.errors import NotRedacted


def redact_sound(content: bytes, times: tuple[tuple[float, float], ...]) -> bytes:
    """Return a recording as WAV with these stretches silent.

    Raises:
        NotRedacted: it is no WAV with plain samples, or a stretch lies outside it.
    """
    settings, frames = read_sound(content)
    width, silent = settings.sampwidth * settings.nchannels, bytearray(frames)
    for begin, end in times:
        first, past = int(begin * settings.framerate), -int(-end * settings.framerate // 1)
        if past > settings.nframes:
            seconds = settings.nframes / settings.framerate
            raise NotRedacted(f"expected a stretch within {seconds:g} s, found one to {end:g}")
        silent[first * width : past * width] = silence(settings.sampwidth) * ((past - first) * settings.nchannels)
    return sound_of(settings, bytes(silent))


def silence(width: int) -> bytes:
    """Return a silent sample: samples of one byte are counted from 128 (WAVE, Microsoft RIFF specification)."""
    return b"\x80" if width == 1 else b"\0" * width


def read_sound(content: bytes) -> tuple[wave._wave_params, bytes]:
    """Return what a WAV says of its samples, and the samples.

    Raises:
        NotRedacted: it is no WAV with plain samples, or is cut off.
    """
    try:
        with wave.open(io.BytesIO(content)) as source:
            settings, frames = source.getparams(), source.readframes(source.getnframes())
    except (wave.Error, EOFError) as error:
        raise NotRedacted(f"expected a WAV with plain samples, found: {error}") from error
    if len(frames) != settings.nframes * settings.nchannels * settings.sampwidth:
        raise NotRedacted("expected a whole WAV, found one that is cut off")
    return settings, frames


def sound_of(settings: wave._wave_params, frames: bytes) -> bytes:
    """Return samples as a WAV without anything beside them."""
    out = io.BytesIO()
    with wave.open(out, "wb") as made:
        made.setnchannels(settings.nchannels)
        made.setsampwidth(settings.sampwidth)
        made.setframerate(settings.framerate)
        made.writeframes(frames)
    return out.getvalue()
