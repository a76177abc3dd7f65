"""Published data on which the fair tests are checked."""

import numpy as np

# "Surgical" of the BUGS examples: twelve hospitals, operations and deaths.
SURGICAL_N = np.array([47, 148, 119, 810, 211, 196, 148, 215, 207, 97, 256, 360])
SURGICAL_R = np.array([0, 18, 8, 46, 8, 13, 9, 31, 14, 8, 29, 24])
SURGICAL_RATE = 208 / 2814

# "Pumps" of the BUGS examples (George et al.): failures and thousands of hours.
PUMPS_X = np.array([5, 1, 5, 14, 3, 19, 1, 1, 4, 22])
PUMPS_T = np.array([94.32, 15.72, 62.88, 125.76, 5.24, 31.44, 1.048, 1.048, 2.096, 10.48])

# UC Berkeley admissions (R: UCBAdmissions), departments A to F: [[men admitted, men rejected], [women ...]].
ADMISSIONS = np.array(
    [
        [[512, 313], [89, 19]],
        [[353, 207], [17, 8]],
        [[120, 205], [202, 391]],
        [[138, 279], [131, 244]],
        [[53, 138], [94, 299]],
        [[22, 351], [24, 317]],
    ]
)

# The example of Benjamini and Hochberg (1995).
BENJAMINI_HOCHBERG = (
    *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
    *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0),
)
