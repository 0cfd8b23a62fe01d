"""The defects of any PDF, in a press file."""

import press_damage

plant = press_damage.plants("pdf-languages")
