package dev.rollcall.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/**
 * One page, and everything that went wrong in it: errors, what the console complains of (a breach
 * of the security policy among it), dialogs, and requests to anybody else.
 */
public final class Tab implements AutoCloseable {
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Page page;
  private final List<String> faults = new ArrayList<>();
  private final List<URI> asked = new ArrayList<>();

  Tab(Page page) {
    this.page = page;
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error") || message.type().equals("warning")) {
            faults.add("console: " + message.text());
          }
        });
    page.onPageError(error -> faults.add("error: " + error));
    page.onDialog(
        dialog -> {
          faults.add("dialog: " + dialog.message());
          dialog.dismiss();
        });
    page.onRequest(request -> asked.add(URI.create(request.url())));
    page.onWebSocket(socket -> asked.add(URI.create(socket.url())));
  }

  /** The page itself. */
  public Page page() {
    return page;
  }

  /** Goes to an address. */
  public Tab go(URI address) {
    page.navigate(address.toString());
    return this;
  }

  /** The one element that a selector finds. */
  public Locator one(String selector) {
    return page.locator(selector);
  }

  /** What an element says, without space around it. */
  public String text(String selector) {
    return page.locator(selector).innerText().strip();
  }

  /** Waits until what an element says is as wanted. */
  public String awaitText(String selector, Predicate<String> wanted) {
    return Awaitility.await(selector)
        .atMost(PATIENCE)
        .pollInSameThread()
        .pollInterval(Duration.ofMillis(100))
        .until(() -> text(selector), wanted);
  }

  /**
   * Waits until something is true of the page; the expression is JavaScript. Asked from outside: a
   * page whose policy forbids to evaluate text could not wait by itself.
   */
  public void awaitTrue(String expression) {
    Awaitility.await(expression)
        .atMost(PATIENCE)
        .pollInSameThread()
        .until(() -> Boolean.TRUE.equals(page.evaluate(expression)));
  }

  /** Whether the page is wider than what one sees of it. */
  public boolean overflows() {
    return (Boolean)
        page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth");
  }

  /** Keeps a picture of the whole page in {@code target/screenshots}. */
  public Tab picture(String name) {
    page.screenshot(
        new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png")).setFullPage(true));
    return this;
  }

  /** What went wrong so far. */
  public List<String> faults() {
    return List.copyOf(faults);
  }

  /** Forgets what went wrong so far, where it was meant to. */
  public void forgetFaults() {
    faults.clear();
  }

  /** Holds the page to having asked nobody but this server, and something. */
  public void assertAskedOnly(int port) {
    assertThat(asked).isNotEmpty();
    assertThat(asked)
        .allSatisfy(
            address ->
                assertThat(address.getScheme().equals("data") || address.getPort() == port)
                    .as("%s is of this server", address)
                    .isTrue());
  }

  @Override
  public void close() {
    page.context().close();
  }
}
