using System.Collections.Concurrent;

namespace HwAgent.Toolchain.Caching;

/// <summary>
/// Results of tool runs on disk, by content hash. Safe with parallel threads and processes: an entry appears whole (temporary name,
/// then rename) or not at all, and a damaged entry is a miss. Within one process, identical work under way is waited for, not repeated.
/// </summary>
public sealed class ToolCache
{
    private readonly string folder;
    private readonly ConcurrentDictionary<CacheKey, SemaphoreSlim> underWay = new();

    /// <param name="folder">Created when needed; deleting it costs time, nothing else.</param>
    public ToolCache(string folder) => this.folder = Path.GetFullPath(folder);

    /// <summary>Size of all entries in bytes.</summary>
    public long SizeBytes() => Entries().Sum(static file => file.Length);

    /// <summary>Deletes the entries unused for longest until at most <paramref name="maximumBytes"/> remain.</summary>
    public void Trim(long maximumBytes)
    {
        var kept = 0L;
        foreach (var file in Entries().OrderByDescending(static file => file.LastWriteTimeUtc))
        {
            kept += file.Length;
            if (kept > maximumBytes) TryDelete(file.FullName);
        }
    }

    /// <summary>The stored entry, or the computed one, which is stored when <c>Keep</c> says that it will always come out the same.</summary>
    internal async Task<CacheEntry> GetOrAddAsync(CacheKey key, Func<Task<(CacheEntry Entry, bool Keep)>> compute, CancellationToken cancellationToken)
    {
        var turn = underWay.GetOrAdd(key, static _ => new SemaphoreSlim(1, 1));
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (await ReadAsync(key, cancellationToken).ConfigureAwait(false) is { } stored) return stored;
            var (entry, keep) = await compute().ConfigureAwait(false);
            if (keep) await WriteAsync(key, entry, cancellationToken).ConfigureAwait(false);
            return entry;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Where an entry lies.</summary>
    internal string PathOf(CacheKey key) => Path.Combine(folder, key.Hex[..2], key.Hex);

    private async Task<CacheEntry?> ReadAsync(CacheKey key, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        try
        {
            if (CacheEntry.FromBytes(await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false)) is not { } entry)
            {
                TryDelete(path);
                return null;
            }

            // The write time doubles as the time of last use, for Trim.
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
            return entry;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private async Task WriteAsync(CacheKey key, CacheEntry entry, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            await File.WriteAllBytesAsync(temporary, entry.ToBytes(), cancellationToken).ConfigureAwait(false);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            TryDelete(temporary);
            throw;
        }
    }

    private FileInfo[] Entries() => Directory.Exists(folder) ? new DirectoryInfo(folder).GetFiles("*", SearchOption.AllDirectories) : [];

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Someone else has it open or deleted it first; nothing depends on it.
        }
    }
}
