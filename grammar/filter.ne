# The filter language of sysdig and Falco. Which token a piece of text is depends on the place: see src/filter/lexer.ts.
# `nearleyc` makes src/filter/grammar.gen.ts of this file (npm run grammar).

@preprocessor typescript
@{%
import { bracket, call, compare, disjunction, exists, field, identifier, list, negate, tuple, value } from './build.js';
import { lexer } from './lexer.js';
%}
@lexer lexer

# The result is a sequence of sequences; parse.ts joins it, as it would be joined here again after every term.
filter -> ors                           {% id %}

# Precedence: not, and, or. Sequences are left-recursive: the other way round takes quadratic time.
ors    -> ands                          {% d => ({ before: undefined, last: d[0] }) %}
        | ors %kwOr ands                {% d => ({ before: d[0], last: d[2] }) %}
ands   -> not                           {% d => ({ before: undefined, last: d[0] }) %}
        | ands %kwAnd not               {% d => ({ before: d[0], last: d[2] }) %}
not    -> term                          {% id %}
        | nots term                     {% d => negate(d[0], d[1]) %}
nots   -> %kwNot                        {% d => ({ before: undefined, last: d[0] }) %}
        | nots %kwNot                   {% d => ({ before: d[0], last: d[1] }) %}

term   -> %lparen ors %rparen           {% d => disjunction(d[1]) %}
        | %word                         {% d => identifier(d[0]) %}
        | left %kwExists                {% d => exists(d[0], d[1]) %}
        | left %numOp (%number {% d => value(d[0]) %} | right {% id %})
                                        {% d => compare(d[0], d[1], undefined, d[2]) %}
        | left %strOp (value {% id %} | right {% id %})
                                        {% d => compare(d[0], d[1], undefined, d[2]) %}
        | left %strOp %modifier names   {% d => compare(d[0], d[1], d[2], d[3]) %}
        | left %listOp (names {% id %} | right {% id %})
                                        {% d => compare(d[0], d[1], undefined, d[2]) %}

names  -> list                          {% id %}
        | %word                         {% d => identifier(d[0]) %}
value  -> %quoted                       {% d => value(d[0]) %}
        | %bare                         {% d => value(d[0]) %}
list   -> %lparen %rparen               {% d => list(d[0], undefined, d[1]) %}
        | %lparen items %rparen         {% d => list(d[0], d[1], d[2]) %}
items  -> value                         {% d => ({ before: undefined, last: d[0] }) %}
        | items %comma value            {% d => ({ before: d[0], last: d[2] }) %}

# `val(field)` is lexed as a function, but only to the right of an operator.
left   -> field                         {% id %}
        | call                          {% id %}
right  -> call                          {% id %}
field  -> %fieldName                        {% d => field(d[0]) %}
        | %fieldName bracket                {% d => field(d[0], d[1]) %}
call   -> %func %lparen args %rparen          {% d => call(d[0], d[2], d[3]) %}
        | %func %lparen args %rparen bracket  {% d => call(d[0], d[2], d[3], d[4]) %}
args   -> arg                           {% d => ({ before: undefined, last: d[0] }) %}
        | args %comma arg               {% d => ({ before: d[0], last: d[2] }) %}
arg    -> item                          {% id %}
        | %lparen %rparen               {% d => tuple(d[0], undefined, d[1]) %}
        | %lparen tuple %rparen         {% d => tuple(d[0], d[1], d[2]) %}
tuple  -> item                          {% d => ({ before: undefined, last: d[0] }) %}
        | tuple %comma item             {% d => ({ before: d[0], last: d[2] }) %}
item   -> %number                       {% d => value(d[0]) %}
        | %quoted                       {% d => value(d[0]) %}
        | field                         {% id %}
        | call                          {% id %}
bracket -> %lbracket %quoted %rbracket  {% d => bracket(d[1], d[2]) %}
        | %lbracket %argText %rbracket  {% d => bracket(d[1], d[2]) %}
