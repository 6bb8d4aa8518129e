/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a curious user can do that keyctl(1) cannot: be fast, do two things
 * at once, aim at every serial.  Each program prints "NAME=NUMBER" lines that
 * the test asserts on; none needs a right that its user does not have.
 */
#ifndef ESC_TESTS_INTEGRATION_ATTACK_H
#define ESC_TESTS_INTEGRATION_ATTACK_H

#include <keyutils.h>

/* Link whatever credential key can be found, for SECONDS, anywhere. */
int attack_links(int argc, char **argv);

/* Ring NAME with two destinations at the same time, ROUNDS times. */
int attack_destinations(int argc, char **argv);

/* Fill the uid's key quota with small keys in its user keyring. */
int attack_fill(int argc, char **argv);

/* Ring with odd descriptions and callouts; none may be answered. */
int attack_odd(int argc, char **argv);

/* Ring without pause for SECONDS from PROCESSES processes. */
int attack_storm(int argc, char **argv);

/* For SECONDS take away what the login's gate holds, and ring again. */
int attack_races(int argc, char **argv);

#endif
