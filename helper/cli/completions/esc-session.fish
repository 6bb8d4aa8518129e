# fish completion for esc-session: the program's own words.
esc-session completion fish | source
