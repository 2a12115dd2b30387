package io.av4j.push.programme;

import io.av4j.testing.Await;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a mixer told, one line each. */
final class MixerTold implements MixerListener {
  final List<String> lines = new CopyOnWriteArrayList<>();
  final List<Throwable> causes = new CopyOnWriteArrayList<>();

  void await(String line) {
    Await.until(() -> lines.contains(line), () -> line + " in " + lines + " " + causes);
  }

  @Override
  public void fillerBegan() {
    lines.add("filler began");
  }

  @Override
  public void fillerEnded() {
    lines.add("filler ended");
  }

  @Override
  public void frameRefused(Throwable cause) {
    causes.add(cause);
    lines.add("frame refused");
  }

  @Override
  public void filterFailed(Throwable cause) {
    causes.add(cause);
    lines.add("filter failed");
  }

  @Override
  public void drained() {
    lines.add("drained");
  }

  @Override
  public void failed(Throwable cause) {
    causes.add(cause);
    lines.add("failed");
  }
}
