/* SPDX-License-Identifier: Apache-2.0 */
/* busbar completion: bash completion of commands and of serve's options. */
#include "apps/tool.h"

#include <stdio.h>

#include "apps/options.h"

int tool_completion(int argc, char **argv)
{
    if (argc == 1 && str_is(str_of(argv[0]), "words")) {
        options_print(OPTIONS_WORDS);
        return 0;
    }
    if (argc > 0) {
        fprintf(stderr, "busbar completion: takes no arguments\n");
        return TOOL_WRONG_USE;
    }
    printf("# bash completion for busbar; put it into /etc/bash_completion.d or source "
           "it.\n_busbar()\n{\n"
           "    local word=${COMP_WORDS[COMP_CWORD]}\n    if [ \"$COMP_CWORD\" = 1 ]; then\n"
           "        COMPREPLY=($(compgen -W \"help");
    for (size_t i = 0; i < tools_n; i++)
        printf(" %s", tools[i].name);
    printf("\" -- \"$word\"))\n        return\n    fi\n    case ${COMP_WORDS[1]} in\n    serve) "
           "COMPREPLY=($(compgen -W "
           "\"$(busbar completion words)\" -- \"$word\")) ;;\n"
           "    journal) COMPREPLY=($(compgen -W \"cat verify stat --data\" -- \"$word\")) ;;\n"
           "    ca) COMPREPLY=($(compgen -W \"init issue sign list revoke export --dir\" -- "
           "\"$word\")) ;;\n"
           "    doctor) COMPREPLY=($(compgen -W \"--json $(busbar completion words)\" -- "
           "\"$word\")) ;;\n"
           "    *) COMPREPLY=($(compgen -f -- \"$word\")) ;;\n    esac\n}\ncomplete -o default -F "
           "_busbar busbar\n");
    return 0;
}

void tool_completion_help(void)
{
    printf("Use it with: source <(busbar completion)\n");
}
