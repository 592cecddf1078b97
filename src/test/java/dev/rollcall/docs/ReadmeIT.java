package dev.rollcall.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Runs every marked recipe of the documents, with the jar that was built. */
class ReadmeIT {
  private static final List<String> DOCUMENTS =
      List.of(
          "README.md",
          "certs/README.md",
          "src/site/markdown/operations.md",
          "src/site/markdown/protocols.md");

  @TempDir private Path directory;

  private final List<Kitchen> kitchens = new ArrayList<>();

  @AfterEach
  void endWhatStillRuns() {
    kitchens.forEach(Kitchen::close);
  }

  @TestFactory
  Stream<DynamicNode> recipesWorkAsWritten() {
    return DOCUMENTS.stream()
        .map(document -> DynamicContainer.dynamicContainer(document, meals(read(document))));
  }

  @Test
  void readmeHasRecipesToTry() {
    assertThat(Recipe.in(read("README.md"))).hasSizeGreaterThan(5);
  }

  @Test
  void namesAreUniqueAndServersExist() {
    for (String document : DOCUMENTS) {
      List<Recipe> recipes = Recipe.in(read(document));
      assertThat(recipes).extracting(Recipe::name).doesNotHaveDuplicates();
      List<String> servers = recipes.stream().filter(Recipe::background).map(Recipe::name).toList();
      assertThat(recipes.stream().flatMap(recipe -> recipe.server().stream())).isSubsetOf(servers);
    }
  }

  /** One test per recipe; those that share a server share its directory, in their order. */
  private Stream<DynamicNode> meals(String document) {
    List<Recipe> recipes = Recipe.in(document);
    Map<String, List<Recipe>> guests = new LinkedHashMap<>();
    for (Recipe recipe : recipes) {
      String table = recipe.server().orElse(recipe.name());
      guests.computeIfAbsent(table, name -> new ArrayList<>()).add(recipe);
    }
    return guests.values().stream().flatMap(this::meal);
  }

  private Stream<DynamicNode> meal(List<Recipe> recipes) {
    Kitchen kitchen = kitchen();
    Stream<DynamicNode> tests =
        recipes.stream()
            .sorted((a, b) -> Boolean.compare(b.background(), a.background()))
            .map(recipe -> DynamicTest.dynamicTest(recipe.name(), () -> attempt(kitchen, recipe)));
    return Stream.concat(
        tests,
        recipes.stream()
            .filter(Recipe::background)
            .map(r -> DynamicTest.dynamicTest(r.name() + " stops with 0", kitchen::stop)));
  }

  private static void attempt(Kitchen kitchen, Recipe recipe) throws Exception {
    recipe
        .tool()
        .ifPresent(tool -> assumeTrue(isInstalled(tool), () -> tool + " is not installed"));
    if (recipe.background()) {
      kitchen.serve(recipe);
    } else {
      kitchen.run(recipe);
    }
  }

  private Kitchen kitchen() {
    try {
      Kitchen kitchen = new Kitchen(Files.createTempDirectory(directory, "recipe"));
      kitchens.add(kitchen);
      return kitchen;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isInstalled(String tool) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.of(path.split(Pattern.quote(File.pathSeparator)))
        .anyMatch(place -> Files.isExecutable(Path.of(place, tool)));
  }

  private static String read(String document) {
    try {
      return Files.readString(Path.of(document));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
