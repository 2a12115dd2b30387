package io.av4j.testing;

import java.nio.file.Path;

/** Short clips whose pictures are to be seen in portrait, 360 by 640 square pixels. */
public enum ShapedClip {
  /** As a camera that is held upright would write them. */
  PORTRAIT,
  /** As phones do: coded lying, with a display matrix. */
  TURNED,
  /** Twice as wide as coded, by the container's word alone. */
  ANAMORPHIC;

  private static final String SCENE =
      "testsrc2=size=360x640:rate=25:duration=1,gblur=2,format=yuv420p,setsar=1";

  /** Makes the clip in a folder. */
  public Path make(Path folder) {
    Path clip = folder.resolve(name() + ".mp4");
    switch (this) {
      case PORTRAIT -> encode(SCENE, clip);
      case TURNED -> {
        Path lying = folder.resolve("lying.mp4");
        encode(SCENE + ",transpose=clock", lying);
        FFmpegProgram.ffmpeg()
            .run(
                "-v",
                "error",
                "-display_rotation",
                "90",
                "-i",
                lying.toString(),
                "-c",
                "copy",
                clip.toString());
      }
      case ANAMORPHIC -> {
        Path narrow = folder.resolve("narrow.mp4");
        encode(SCENE + ",scale=180:640,setsar=0", narrow);
        FFmpegProgram.ffmpeg()
            .run(
                "-v",
                "error",
                "-i",
                narrow.toString(),
                "-c",
                "copy",
                "-aspect",
                "9:16",
                clip.toString());
      }
    }
    return clip;
  }

  private static void encode(String scene, Path clip) {
    FFmpegProgram.ffmpeg()
        .run(
            "-v",
            "error",
            "-f",
            "lavfi",
            "-i",
            scene,
            "-c:v",
            "libx264",
            "-preset",
            "ultrafast",
            "-crf",
            "5",
            clip.toString());
  }
}
