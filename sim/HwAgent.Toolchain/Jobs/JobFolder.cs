namespace HwAgent.Toolchain.Jobs;

/// <summary>
/// The private host folder of one job, shown to the tool as <c>/job</c> and removed at the end. What is read back was written by a tool
/// that its input may have taken over: links are not followed and only plain files count.
/// </summary>
internal sealed class JobFolder : IDisposable
{
    /// <summary>Sources lie in a folder of their own, so that no source name can meet a file of ours.</summary>
    public const string SourceFolder = "rtl";

    private JobFolder(string path) => Path = path;

    public string Path { get; }

    /// <summary>A fresh, empty folder under <paramref name="root"/>.</summary>
    public static JobFolder Create(string root)
    {
        Directory.CreateDirectory(root);
        var path = System.IO.Path.Combine(System.IO.Path.GetFullPath(root), "job-" + Guid.NewGuid().ToString("N"));
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new JobFolder(path);
    }

    /// <summary>A folder in this one for one of several jobs that share a sandbox: its user may write there, and nobody else gets to it.</summary>
    public JobFolder CreatePart(string name)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(path);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, (UnixFileMode)0x1FF /* 0777, inside a private folder */);
        return new JobFolder(path);
    }

    public void Write(string name, string text) => Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    public void Write(string name, byte[] bytes)
    {
        var path = System.IO.Path.Combine(Path, name);
        var folder = Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        // A link that an earlier run left at this place is removed, not followed: new files only.
        File.Delete(path);
        using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write)) file.Write(bytes);
        // Readable whatever our umask: as root the tool runs as another user, and the job folder itself is private.
        if (OperatingSystem.IsWindows()) return;
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        if (folder.FullName != Path) folder.UnixFileMode |= UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
    }

    public void WriteExecutable(string name, byte[] bytes)
    {
        Write(name, bytes);
        if (OperatingSystem.IsWindows()) return;
        File.SetUnixFileMode(
            System.IO.Path.Combine(Path, name),
            UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
    }

    /// <summary>A file directly in the job folder, or null when there is none, it is no plain file, or it is larger than <paramref name="maximumBytes"/>.</summary>
    public byte[]? Read(string name, long maximumBytes)
    {
        var file = new FileInfo(System.IO.Path.Combine(Path, name));
        if (!file.Exists || file.LinkTarget is not null || file.Attributes.HasFlag(FileAttributes.Directory) || file.Length > maximumBytes) return null;
        // Pipes and sockets have no length, and opening a pipe would wait for ever. So whatever is empty is not opened.
        return file.Length == 0 ? [] : File.ReadAllBytes(file.FullName);
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (UnauthorizedAccessException)
        {
            // A folder the tool made unreadable; ours to open again, since we run as the same user.
            if (OperatingSystem.IsWindows()) return;
            foreach (var folder in new DirectoryInfo(Path).EnumerateDirectories("*", new EnumerationOptions { AttributesToSkip = FileAttributes.ReparsePoint }))
            {
                folder.UnixFileMode |= UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            }

            TryDelete();
        }
        catch (IOException)
        {
            TryDelete();
        }
    }

    private void TryDelete()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Left behind in the job root; nothing reads it again.
        }
    }
}
