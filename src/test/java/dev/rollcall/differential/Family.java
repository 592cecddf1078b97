package dev.rollcall.differential;

import java.util.List;

/** Random requests of one kind. */
interface Family {
  /** All families; those of a feature that is to be looked at alone can be chosen by name. */
  static List<Family> all(Universe universe) {
    return List.of(
        new SetRequests(universe),
        new SetRequests(universe),
        new StreamRequests(universe),
        new StreamRequests(universe),
        new GroupRequests(universe),
        new GroupRequests(universe),
        new KeyRequests(universe),
        new ConnectionRequests(universe));
  }

  /** What it is called where families are chosen. */
  String name();

  /** One more request. */
  Request next();
}
