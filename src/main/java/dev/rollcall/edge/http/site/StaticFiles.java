package dev.rollcall.edge.http.site;

import dev.rollcall.edge.http.Exchange;
import dev.rollcall.edge.http.Fault;
import dev.rollcall.edge.http.Handler;
import dev.rollcall.edge.http.Router;
import dev.rollcall.files.Jail;
import dev.rollcall.files.Place;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the files below a directory: GET and HEAD, a directory by its {@code index.html} or {@code
 * index.htm}, else as a listing. What is answered with 200, 206 or 304 is counted, by the path that
 * was asked for. Thread-safe.
 */
public final class StaticFiles implements Handler {
  private static final Logger LOG = LoggerFactory.getLogger(StaticFiles.class);

  private static final List<HttpMethod> METHODS = List.of(HttpMethods.GET, HttpMethods.HEAD);
  private static final List<String> INDEX_NAMES = List.of("index.html", "index.htm");

  /** What RFC 3986 allows in a query, without what HTML or a header could take for its own. */
  private static final String QUERY_MARKS = "-._~!$()*+,;=:@/?%&";

  private static final int RETRY_SECONDS = 5;

  private final Jail jail;
  private final boolean listing;
  private final RequestCounts counts = new RequestCounts();
  private final FileAnswers files;
  private final Listings listings;
  private final Executor blocking;

  /**
   * Serves the files of a jail.
   *
   * @param settings what is served, and how
   * @throws dev.rollcall.base.UserError if the directory or a template cannot be used
   */
  public StaticFiles(ActorSystem<?> system, SiteSettings settings) {
    this.jail = settings.jail();
    this.listing = settings.listing();
    this.blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
    this.files = new FileAnswers(jail, blocking);
    this.listings = new Listings(system, new ListingPage(settings.templates()), counts);
  }

  @Override
  public CompletionStage<HttpResponse> handle(Exchange exchange) {
    HttpMethod method = exchange.request().method();
    if (!METHODS.contains(method)) {
      throw Router.methodNotAllowed(method, METHODS);
    }
    return CompletableFuture.supplyAsync(() -> answer(exchange), blocking);
  }

  private HttpResponse answer(Exchange exchange) {
    List<byte[]> segments = exchange.target().segments();
    boolean asDirectory = segments.get(segments.size() - 1).length == 0;
    List<byte[]> names = asDirectory ? segments.subList(0, segments.size() - 1) : segments;
    try (Place place = jail.find(names)) {
      if (place.isDirectory()) {
        return asDirectory ? directory(exchange, names, place) : redirect(exchange, names);
      }
      if (asDirectory) {
        throw notFound();
      }
      return counted(path(names), files.answer(exchange, names, place));
    } catch (NoSuchFileException e) {
      throw notFound();
    } catch (AccessDeniedException e) {
      LOG.warn("{}: this process may not read it", exchange.target().rawPath());
      throw new Fault(StatusCodes.FORBIDDEN, "This may not be read.");
    } catch (IOException e) {
      // A disk that fails, descriptors that are short: nothing that the client asked for wrongly.
      LOG.error("{}: cannot be read: {}", exchange.target().rawPath(), e.toString());
      throw busy();
    }
  }

  private HttpResponse directory(Exchange exchange, List<byte[]> names, Place place)
      throws IOException {
    String path = names.isEmpty() ? "/" : path(names) + "/";
    for (String name : INDEX_NAMES) {
      Optional<Place> index = place.file(name);
      if (index.isPresent()) {
        List<byte[]> indexNames = new ArrayList<>(names);
        indexNames.add(name.getBytes(StandardCharsets.UTF_8));
        return counted(path, files.answer(exchange, indexNames, index.get()));
      }
    }
    if (!listing) {
      throw new Fault(StatusCodes.FORBIDDEN, "The files of this directory are not listed.");
    }
    return counted(path, listings.answer(exchange, path, place));
  }

  private HttpResponse counted(String path, HttpResponse response) {
    switch (response.status().intValue()) {
      case 200, 206, 304 -> LOG.debug("requests for {}: {}", path, counts.count(path));
      default -> {}
    }
    return response;
  }

  /**
   * Made of the names, not of what was sent: it begins with one slash, so that no browser takes
   * what follows for the name of another server.
   */
  private static HttpResponse redirect(Exchange exchange, List<byte[]> names) {
    StringBuilder location = new StringBuilder();
    for (byte[] name : names) {
      location.append('/').append(Html.segment(text(name)));
    }
    location.append('/').append(query(exchange));
    return HttpResponse.create()
        .withStatus(StatusCodes.PERMANENT_REDIRECT)
        .addHeader(RawHeader.create("Location", location.toString()));
  }

  private static String query(Exchange exchange) {
    return exchange
        .request()
        .getUri()
        .rawQueryString()
        .map(query -> "?" + Html.encode(query, QUERY_MARKS))
        .orElse("");
  }

  private static String path(List<byte[]> names) {
    StringBuilder path = new StringBuilder();
    names.forEach(name -> path.append('/').append(text(name)));
    return path.toString();
  }

  private static String text(byte[] name) {
    return new String(name, StandardCharsets.UTF_8);
  }

  private static Fault notFound() {
    return new Fault(StatusCodes.NOT_FOUND, "There is no such file here.");
  }

  /** What is short now, such as memory, comes back. */
  static Fault busy() {
    return new Fault(
        StatusCodes.SERVICE_UNAVAILABLE,
        "The server cannot do this now; try again in a few seconds.",
        RawHeader.create("Retry-After", Integer.toString(RETRY_SECONDS)));
  }
}
