/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Completion scripts.  Small and dumb on purpose: words of the row, choices
 * of an option, held names behind -e, and behind exec what the shell itself
 * completes.  Brackets, colons and backslashes mean something to zsh, and so
 * are left out of the texts that a script quotes.
 */
#include "completion.h"
#include <string.h>

#define ENVIRONMENTS "esc-session completion names 2>/dev/null"
#define ISSUER "init jwks rotate retire trust-policy verify"
/* The options of one of these, by that program's own help. */
#define ISSUER_OPTIONS(word)                                                  \
    "esc-session issuer " word " --help 2>/dev/null | grep -o \"^ "           \
    "*--[a-z-]*\""

static void
add_quoted(struct esc_buf *out, const char *text)
{
    for (; *text != '\0'; text++)
        if (*text == '\'')
            esc_buf_add_str(out, "'\\''");
        else if (strchr("[]:\\", *text) == NULL)
            esc_buf_add_char(out, *text);
}

/* "-e --environment ...", all words that are options of COMMAND. */
static void
add_options(struct esc_buf *out, const struct command *command)
{
    for (const struct option_row *row = command->options; row->name != NULL;
         row++) {
        if (row->letter != '\0')
            esc_buf_printf(out, "-%c ", row->letter);
        esc_buf_printf(out, "--%s ", row->name);
    }
    esc_buf_add_str(out, "-h --help");
}

static void
add_bash_choices(struct esc_buf *out, const struct command *command)
{
    for (const struct option_row *row = command->options; row->name != NULL;
         row++)
        if (row->choices != NULL)
            esc_buf_printf(out, "    %s:--%s) words='%s' ;;\n", command->name,
                           row->name, row->choices);
        else if (row->id == OPTION_USER)
            esc_buf_printf(out, "    %s:--%s) users=yes ;;\n", command->name,
                           row->name);
}

/* Of the program that ISSUER are words of. */
static void
add_bash_others(struct esc_buf *out)
{
    esc_buf_add_str(
        out,
        "    issuer:*)\n"
        "      if ((n == 2)); then words='" ISSUER "'\n"
        "      elif [[ ' " ISSUER " ' == *\" ${line[2]} \"* ]];"
        " then\n"
        "        words=$(" ISSUER_OPTIONS("\"${line[2]}\"") ")"
                                                            " files=yes\n"
                                                            "      fi ;;\n");
}

static void
add_bash_words(struct esc_buf *out, const struct command *command)
{
    if (command->operands == OPERANDS_OTHERS) {
        add_bash_others(out);
        return;
    }
    esc_buf_printf(out, "    %s:*) words='", command->name);
    add_options(out, command);
    if (command->operand_choices != NULL)
        esc_buf_printf(out, " %s", command->operand_choices);
    esc_buf_printf(out, "'%s ;;\n",
                   command->operands == OPERANDS_FILE   ? " files=yes"
                   : command->operands == OPERANDS_USER ? " users=yes"
                                                        : "");
}

/*
 * The words as the program gets them: for the shell '=' and '@' break words.
 * Which of the shell's each begins at is AT.
 */
static void
add_bash_line(struct esc_buf *out)
{
    esc_buf_add_str(
        out,
        "# bash completion for esc-session\n"
        "_esc_session() {\n"
        "  local cur before command words='' files='' users='' glue=''\n"
        "  local i n w names=0\n"
        "  local -a line=() at=()\n"
        "  for ((i = 0; i <= COMP_CWORD; i++)); do\n"
        "    w=${COMP_WORDS[i]} n=${#line[@]}\n"
        "    if [[ $w == = && $n -gt 1 && ${line[n-1]} == --* ]]; then\n"
        "      ((i < COMP_CWORD)) || { line+=('') at+=(\"$i\"); }\n"
        "    elif ((n > 2)) && [[ $w == @* || ${line[n-1]} == *@ ]]; then\n"
        "      line[n-1]+=$w\n"
        "    else\n"
        "      line+=(\"$w\") at+=(\"$i\")\n"
        "    fi\n"
        "  done\n"
        "  n=$((${#line[@]} - 1))\n"
        "  cur=${line[n]} before=${line[n-1]} command=${line[1]}\n"
        "  if [[ $cur == --*=* ]]; then\n"
        "    before=${cur%%=*} glue=${cur%%=*}= cur=${cur#*=}\n"
        "  fi\n"
        "  COMPREPLY=()\n");
}

/* What is to stand for the rest of the word. */
static void
add_bash_reply(struct esc_buf *out)
{
    esc_buf_add_str(
        out,
        "  esac\n"
        "  COMPREPLY=($(compgen -P \"$glue\" -W \"$words\" -- \"$cur\"))\n"
        "  if [[ $users ]]; then\n"
        "    COMPREPLY+=($(compgen -P \"$glue\" -u -- \"$cur\"))\n"
        "  fi\n"
        "  if [[ $files ]]; then\n"
        "    COMPREPLY+=($(compgen -f -- \"$cur\"))\n"
        "    compopt -o filenames 2>/dev/null\n"
        "  fi\n"
        "  if [[ $cur == *@* && $COMP_WORDBREAKS == *@* ]]; then\n"
        "    COMPREPLY=(\"${COMPREPLY[@]#\"${cur%@*}@\"}\")\n"
        "  fi\n"
        "}\n"
        "complete -F _esc_session esc-session\n");
}

void
completion_bash(struct esc_buf *out)
{
    add_bash_line(out);
    esc_buf_add_str(
        out,
        "  if [[ $command == exec || $command == run ]]; then\n"
        "    [[ $command == run ]] && names=1\n"
        "    for ((i = 2; i < n; i++)); do\n"
        "      case ${line[i]} in\n"
        "      -e | --environment | --min-ttl | -l | --lifetime) ((i++)) ;;\n"
        "      --) ((i++)); break ;;\n"
        "      -*) ;;\n"
        "      *) ((names-- > 0)) || break ;;\n"
        "      esac\n"
        "    done\n"
        "    if ((i <= n && names < 1)) && [[ $cur != -* || i -lt n ]] &&\n"
        "      [[ $before != -e && $before != --environment ]]; then\n"
        "      if declare -F _command_offset >/dev/null; then\n"
        "        _command_offset \"${at[i]}\"\n"
        "      else\n"
        "        COMPREPLY=($(compgen -c -- \"$cur\"))\n"
        "      fi\n"
        "      return\n"
        "    fi\n"
        "  fi\n"
        "  ((n == 1)) && command='' before=''\n"
        "  [[ $command == run || $command:$before == open:open ]] &&"
        " [[ $cur != -* ]] && before=-e\n"
        "  case $command:$before in\n"
        "    *:-e | *:--environment) words=$(" ENVIRONMENTS ") ;;\n"
        "    :) words='");
    for (const struct command *const *row = command_table(); *row != NULL;
         row++)
        esc_buf_printf(out, "%s ", (*row)->name);
    esc_buf_add_str(out, "--help --version' ;;\n    help:*) words='");
    for (const struct command *const *row = command_table(); *row != NULL;
         row++)
        esc_buf_printf(out, "%s%s", row == command_table() ? "" : " ",
                       (*row)->name);
    esc_buf_add_str(out, "' ;;\n");
    for (const struct command *const *row = command_table(); *row != NULL;
         row++)
        add_bash_choices(out, *row);
    for (const struct command *const *row = command_table(); *row != NULL;
         row++)
        add_bash_words(out, *row);
    add_bash_reply(out);
}

static void
add_zsh_option(struct esc_buf *out, const struct option_row *row)
{
    esc_buf_add_str(out, " \\\n        ");
    if (row->letter != '\0')
        esc_buf_printf(out, "'(-%c --%s)'{-%c%s,--%s%s}'[", row->letter,
                       row->name, row->letter,
                       row->argument == NULL ? "" : "+", row->name,
                       row->argument == NULL ? "" : "=");
    else
        esc_buf_printf(out, "'--%s%s[", row->name,
                       row->argument == NULL ? "" : "=");
    add_quoted(out, row->summary);
    esc_buf_add_char(out, ']');
    if (row->choices != NULL)
        esc_buf_printf(out, ":%s:(%s)", row->argument, row->choices);
    else if (row->id == OPTION_ENVIRONMENT)
        esc_buf_add_str(out, ":ENV:_esc_session_names");
    else if (row->id == OPTION_USER)
        esc_buf_printf(out, ":%s:_users", row->argument);
    else if (row->argument != NULL)
        esc_buf_printf(out, ":%s: ", row->argument);
    esc_buf_add_char(out, '\'');
}

static void
add_zsh_command(struct esc_buf *out, const struct command *command)
{
    esc_buf_printf(out, "    %s)\n      _arguments -S", command->name);
    for (const struct option_row *row = command->options; row->name != NULL;
         row++)
        add_zsh_option(out, row);
    esc_buf_add_str(out, " \\\n        '(-h --help)'{-h,--help}'[help]'");
    if (command->operands == OPERANDS_RUN
        || command->operands == OPERANDS_OPEN)
        esc_buf_add_str(out, " \\\n        '1:ENV:_esc_session_names'");
    if (command->operands == OPERANDS_COMMAND
        || command->operands == OPERANDS_RUN)
        esc_buf_add_str(out, " \\\n        '*:::command:_normal'");
    if (command->operands == OPERANDS_FILE)
        esc_buf_add_str(out, " \\\n        '1:file:_files'");
    if (command->operands == OPERANDS_USER)
        esc_buf_add_str(out, " \\\n        '1:user:_users'");
    if (command->operands == OPERANDS_OTHERS)
        esc_buf_add_str(out, " \\\n        '1:word:(" ISSUER ")'"
                             " \\\n        '*:argument:_esc_session_issuer'");
    if (command->operand_choices != NULL)
        esc_buf_printf(out, " \\\n        '1:word:(%s)'",
                       command->operand_choices);
    esc_buf_add_str(out, "\n      ;;\n");
}

void
completion_zsh(struct esc_buf *out)
{
    esc_buf_add_str(out, "#compdef esc-session\n"
                         "_esc_session_names() {\n"
                         "  compadd -- ${(f)\"$(" ENVIRONMENTS ")\"}\n"
                         "}\n"
                         "_esc_session_issuer() {\n"
                         "  compadd -- ${=\"$(" ISSUER_OPTIONS(
                             "$words[2]") ")\"}\n"
                                          "  _files\n"
                                          "}\n"
                                          "_esc_session() {\n"
                                          "  local line state\n"
                                          "  local -a commands\n"
                                          "  commands=(\n");
    for (const struct command *const *row = command_table(); *row != NULL;
         row++) {
        esc_buf_printf(out, "    '%s:", (*row)->name);
        add_quoted(out, (*row)->summary);
        esc_buf_add_str(out, "'\n");
    }
    esc_buf_add_str(out,
                    "  )\n"
                    "  _arguments -C '(-h --help)'{-h,--help}'[help]' \\\n"
                    "    '(-V --version)'{-V,--version}'[version]' \\\n"
                    "    '1:command:->command' '*::argument:->argument'\n"
                    "  if [[ $state == command ]]; then\n"
                    "    _describe command commands\n"
                    "    return\n"
                    "  fi\n"
                    "  case $line[1] in\n");
    for (const struct command *const *row = command_table(); *row != NULL;
         row++)
        add_zsh_command(out, *row);
    esc_buf_add_str(out, "  esac\n"
                         "}\n"
                         "if [[ $funcstack[1] == _esc-session ]]; then\n"
                         "  _esc_session \"$@\"\n"
                         "else\n"
                         "  compdef _esc_session esc-session\n"
                         "fi\n");
}

static void
add_fish_option(struct esc_buf *out, const char *command,
                const struct option_row *row)
{
    esc_buf_printf(out,
                   "complete -c esc-session -n '__fish_seen_subcommand_from "
                   "%s' -l %s",
                   command, row->name);
    if (row->letter != '\0')
        esc_buf_printf(out, " -s %c", row->letter);
    if (row->argument != NULL)
        esc_buf_add_str(out, " -x");
    if (row->choices != NULL)
        esc_buf_printf(out, " -a '%s'", row->choices);
    else if (row->id == OPTION_ENVIRONMENT)
        esc_buf_add_str(out, " -a '(" ENVIRONMENTS ")'");
    else if (row->id == OPTION_USER)
        esc_buf_add_str(out, " -a '(__fish_complete_users)'");
    esc_buf_add_str(out, " -d '");
    add_quoted(out, row->summary);
    esc_buf_add_str(out, "'\n");
}

static void
add_fish_operands(struct esc_buf *out, const struct command *command)
{
    int skip = command->operands == OPERANDS_COMMAND ? 2
               : command->operands == OPERANDS_RUN   ? 3
                                                     : 0;

    if (skip > 0)
        esc_buf_printf(out,
                       "complete -c esc-session -n "
                       "'__fish_seen_subcommand_from %s' -x -a "
                       "'(__fish_complete_subcommand "
                       "--fcs-skip=%d)'\n",
                       command->name, skip);
    if (command->operands == OPERANDS_FILE)
        esc_buf_printf(out,
                       "complete -c esc-session -n "
                       "'__fish_seen_subcommand_from %s' -F\n",
                       command->name);
    if (command->operands == OPERANDS_USER)
        esc_buf_printf(out,
                       "complete -c esc-session -n "
                       "'__fish_seen_subcommand_from %s' -a"
                       " '(__fish_complete_users)'\n",
                       command->name);
    if (command->operands == OPERANDS_OTHERS)
        esc_buf_add_str(
            out,
            "complete -c esc-session -n '__fish_seen_subcommand_from issuer;"
            " and not __fish_seen_subcommand_from " ISSUER "' -a '" ISSUER
            "'\n"
            "complete -c esc-session -n '__fish_seen_subcommand_from issuer;"
            " and __fish_seen_subcommand_from " ISSUER
            "' -F -a '(" ISSUER_OPTIONS(
                "(commandline -opc)[3]") " | string trim)'\n");
    if (command->operands == OPERANDS_RUN)
        esc_buf_printf(out,
                       "complete -c esc-session -n "
                       "'__fish_seen_subcommand_from %s' -a '(" ENVIRONMENTS
                       ")'\n",
                       command->name);
}

void
completion_fish(struct esc_buf *out)
{
    esc_buf_add_str(out, "# fish completion for esc-session\n"
                         "complete -c esc-session -f\n"
                         "complete -c esc-session -s h -l help -d help\n"
                         "complete -c esc-session -n __fish_use_subcommand -s "
                         "V -l version -d version\n");
    for (const struct command *const *row = command_table(); *row != NULL;
         row++) {
        const struct command *command = *row;

        esc_buf_printf(out,
                       "complete -c esc-session -n __fish_use_subcommand -a "
                       "%s -d '",
                       command->name);
        add_quoted(out, command->summary);
        esc_buf_add_str(out, "'\n");
        for (const struct option_row *option = command->options;
             option->name != NULL; option++)
            add_fish_option(out, command->name, option);
        if (command->operand_choices != NULL)
            esc_buf_printf(out,
                           "complete -c esc-session -n "
                           "'__fish_seen_subcommand_from %s' -a '%s'\n",
                           command->name, command->operand_choices);
        add_fish_operands(out, command);
    }
}
