package dev.rollcall.browser;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The system's Chromium without a screen. Costs seconds to start: one for all tests of a class,
 * which are skipped where there is none. To be used by the thread that made it.
 */
public final class Browser implements AutoCloseable {
  private static final List<Path> PLACES =
      List.of(Path.of("/usr/bin/chromium"), Path.of("/usr/bin/chromium-browser"));

  private static final List<String> ARGUMENTS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private static final double PATIENCE_MILLIS = 20_000;

  private final Playwright playwright;
  private final com.microsoft.playwright.Browser chromium;

  private Browser(Path executable) {
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    chromium =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(executable)
                    .setArgs(ARGUMENTS)
                    .setHeadless(true));
  }

  /** How a page is looked at. */
  public enum Look {
    LIGHT(1440, 1000, ColorScheme.LIGHT, true),
    DARK(1440, 1000, ColorScheme.DARK, true),
    PHONE(320, 640, ColorScheme.LIGHT, true),
    WITHOUT_JAVASCRIPT(1024, 768, ColorScheme.LIGHT, false);

    private final int width;
    private final int height;
    private final ColorScheme scheme;
    private final boolean javaScript;

    Look(int width, int height, ColorScheme scheme, boolean javaScript) {
      this.width = width;
      this.height = height;
      this.scheme = scheme;
      this.javaScript = javaScript;
    }
  }

  /** Starts the browser, or has the test skipped where none is installed. */
  public static Browser launch() {
    Path executable = PLACES.stream().filter(Files::isExecutable).findFirst().orElse(PLACES.get(0));
    assumeTrue(Files.isExecutable(executable), "Chromium is not installed");
    return new Browser(executable);
  }

  /** An empty tab that remembers nothing of others. */
  public Tab open(Look look) {
    BrowserContext context =
        chromium.newContext(
            new com.microsoft.playwright.Browser.NewContextOptions()
                .setViewportSize(look.width, look.height)
                .setColorScheme(look.scheme)
                .setReducedMotion(ReducedMotion.REDUCE)
                .setJavaScriptEnabled(look.javaScript));
    context.setDefaultTimeout(PATIENCE_MILLIS);
    return new Tab(context.newPage());
  }

  @Override
  public void close() {
    playwright.close();
  }
}
