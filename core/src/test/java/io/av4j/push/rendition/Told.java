package io.av4j.push.rendition;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a listener was told, one line each, and what made encoders fail. */
final class Told implements EncodeListener {
  final List<String> lines = new CopyOnWriteArrayList<>();
  final List<Throwable> causes = new CopyOnWriteArrayList<>();
  final List<Replacement> replacements = new CopyOnWriteArrayList<>();

  @Override
  public void opened(
      String rendition,
      long token,
      String encoder,
      boolean canChangeBitRate,
      List<Replacement> before) {
    replacements.addAll(before);
    lines.add("opened " + rendition + " " + token + " " + encoder);
  }

  @Override
  public void failed(String rendition, long token, Stage stage, Throwable cause) {
    causes.add(cause);
    lines.add("failed " + rendition + " " + token + " " + stage);
  }

  @Override
  public void drained(String rendition, long token) {
    lines.add("drained " + rendition + " " + token);
  }

  @Override
  public void bitRateChanged(String rendition, long from, long to) {
    lines.add("rate " + rendition + " " + from + " " + to);
  }

  @Override
  public void filterFailed(String rendition, Throwable cause) {
    causes.add(cause);
    lines.add("filter failed " + rendition);
  }
}
