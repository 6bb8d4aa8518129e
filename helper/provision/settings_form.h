/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether a setting's value has the form of what it is for.
 */
#ifndef PROVISION_SETTINGS_FORM_H
#define PROVISION_SETTINGS_FORM_H

/* What is wrong with VALUE as setting NAME, to stand behind "setting 'x': ";
 * NULL: nothing, or its row judges it.  VALUE is cut up. */
const char *settings_form(const char *name, char *value);

#endif
