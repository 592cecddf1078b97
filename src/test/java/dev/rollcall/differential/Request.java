package dev.rollcall.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One request, and how its replies are compared.
 *
 * @param number its place in the run
 * @param connection on which of the connections it is sent
 * @param inline whether it is written as a line of words
 */
record Request(
    int number, int connection, boolean inline, Comparison comparison, List<Argument> arguments) {

  /** Begins a request; numbers are given when it is sent. */
  static Request of(Comparison comparison, Object... arguments) {
    List<Argument> all = new ArrayList<>();
    for (Object argument : arguments) {
      if (argument instanceof Argument known) {
        all.add(known);
      } else if (argument instanceof List<?> list) {
        list.forEach(
            each -> all.add(each instanceof Argument a ? a : Argument.of(each.toString())));
      } else {
        all.add(Argument.of(argument.toString()));
      }
    }
    return new Request(0, 0, false, comparison, all);
  }

  Request sent(int number, int connection, boolean inline) {
    return new Request(number, connection, inline, comparison, arguments);
  }

  Request with(List<Argument> others) {
    return new Request(number, connection, inline, comparison, others);
  }

  Set<String> keys() {
    return arguments.stream()
        .filter(Argument.Key.class::isInstance)
        .map(argument -> ((Argument.Key) argument).name())
        .collect(Collectors.toSet());
  }
}
