package dev.rollcall.base;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what somebody meant who mistyped a name. */
public final class Nearest {
  /** A third of the letters wrong: beyond that it is another word. */
  private static final int LETTERS_PER_MISTAKE = 3;

  private Nearest() {}

  /** The name with the fewest letters to add, drop, change or swap, if any is near enough. */
  public static Optional<String> to(String typed, Collection<String> names) {
    int most = typed.length() / LETTERS_PER_MISTAKE;
    return of(typed, names).filter(name -> distance(typed, name) <= most);
  }

  /** The same however far it is; of several, the first in alphabetical order. */
  public static Optional<String> of(String typed, Collection<String> names) {
    return names.stream()
        .min(
            Comparator.comparingInt((String name) -> distance(typed, name))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** The optimal string alignment distance. */
  private static int distance(String a, String b) {
    int[][] table = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        table[i][j] = i == 0 || j == 0 ? i + j : cheapest(table, a, b, i, j);
      }
    }
    return table[a.length()][b.length()];
  }

  private static int cheapest(int[][] table, String a, String b, int i, int j) {
    int changed = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
    int best = Math.min(table[i - 1][j] + 1, table[i][j - 1] + 1);
    best = Math.min(best, table[i - 1][j - 1] + changed);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, table[i - 2][j - 2] + 1) : best;
  }
}
