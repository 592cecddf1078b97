package dev.rollcall.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class RecipeTest {
  private static final String DOCUMENT =
      """
      # Title

      ```sh
      not marked
      ```

      <!-- test: ask with=serve exit=1 needs=nc -->
      ```sh
      one
      two
      ```

      <!-- prints -->

      ```text
      found … times
      STRING EXISTS
      ```

      <!-- test: serve background -->

      ```sh
      rollcall serve
      ```
      """;

  @Test
  void readsWhatTheMarkSays() {
    Recipe recipe = Recipe.in(DOCUMENT).get(0);
    assertThat(recipe.name()).isEqualTo("ask");
    assertThat(recipe.script()).isEqualTo("one\ntwo\n");
    assertThat(recipe.server()).contains("serve");
    assertThat(recipe.exit()).isEqualTo(1);
    assertThat(recipe.tool()).contains("nc");
    assertThat(recipe.background()).isFalse();
    assertThat(recipe.prints()).containsExactly("found … times", "STRING EXISTS");
  }

  @Test
  void readsBlocksWithoutExpectedOutput() {
    Recipe recipe = Recipe.in(DOCUMENT).get(1);
    assertThat(recipe.background()).isTrue();
    assertThat(recipe.prints()).isEmpty();
    assertThat(Recipe.in(DOCUMENT)).hasSize(2);
  }

  @Test
  void refusesMarksWithoutTheirBlock() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Recipe.in("<!-- test: a -->\n\nno block\n"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Recipe.in("<!-- test: a -->\n```sh\nx\n```\n\n<!-- prints -->\nno\n"));
  }

  @Test
  void refusesWordsItDoesNotKnow() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Recipe.in("<!-- test: a exits=1 -->\n```sh\nx\n```\n"));
  }

  @Test
  void findsExpectedLinesInTheirOrderAmongOthers() {
    Recipe recipe = Recipe.in(DOCUMENT).get(0);
    assertThat(recipe.missingIn("noise\nfound 3 times\nnoise\n  STRING EXISTS\n")).isEmpty();
  }

  @Test
  void namesTheLineThatIsMissing() {
    Recipe recipe = Recipe.in(DOCUMENT).get(0);
    assertThat(recipe.missingIn("STRING EXISTS\nfound 3 times\n")).contains("STRING EXISTS");
    assertThat(recipe.missingIn("found 3\nSTRING EXISTS\n")).contains("found … times");
    assertThat(recipe.missingIn("found 1 times\nSTRING EXISTS, surely\n"))
        .contains("STRING EXISTS");
  }
}
