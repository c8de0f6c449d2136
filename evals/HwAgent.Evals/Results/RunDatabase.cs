using System.Globalization;
using HwAgent.Core.Diagnostics;
using HwAgent.Evals.Runs;
using Microsoft.Data.Sqlite;

namespace HwAgent.Evals.Results;

/// <summary><c>runs.db</c>: the run as SQLite tables, for queries that no report foresees. It is made anew from the checkpoints each time.</summary>
public static class RunDatabase
{
    private const string Schema = """
        CREATE TABLE runs (
          id INTEGER PRIMARY KEY, benchmark TEXT NOT NULL, model TEXT NOT NULL, strategy TEXT NOT NULL, simulator TEXT NOT NULL, samples_per_problem INTEGER NOT NULL, temperature REAL, seed INTEGER NOT NULL,
          complete INTEGER NOT NULL, official_passed INTEGER NOT NULL, official_total INTEGER NOT NULL, strict_passed INTEGER NOT NULL, strict_total INTEGER NOT NULL);
        CREATE TABLE samples (
          id INTEGER PRIMARY KEY, run_id INTEGER NOT NULL REFERENCES runs(id), problem TEXT NOT NULL, category TEXT NOT NULL, sample INTEGER NOT NULL, official INTEGER, official_reason TEXT NOT NULL,
          strict TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT NOT NULL, simulator TEXT NOT NULL, compared INTEGER NOT NULL, mismatches INTEGER NOT NULL, turns INTEGER NOT NULL, stop_reason TEXT NOT NULL, code TEXT,
          UNIQUE (run_id, problem, sample));
        CREATE TABLE diagnostics (
          sample_id INTEGER NOT NULL REFERENCES samples(id), turn INTEGER, tool TEXT NOT NULL, severity TEXT NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL, file TEXT, line INTEGER, advice TEXT);
        CREATE TABLE usage (
          sample_id INTEGER NOT NULL REFERENCES samples(id), model TEXT NOT NULL, requests INTEGER NOT NULL, prompt_tokens INTEGER NOT NULL, completion_tokens INTEGER NOT NULL, cached_tokens INTEGER NOT NULL,
          retries INTEGER NOT NULL, cost_usd TEXT, trouble TEXT NOT NULL);
        """;

    /// <summary>Writes the database under a temporary name and renames it.</summary>
    public static void Write(string path, EvalSettings settings, EvalResult result, IReadOnlyList<SampleResult> samples)
    {
        var temporary = path + ".tmp";
        File.Delete(temporary);
        // Without pooling the file is closed when the connection is.
        using (var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = temporary, Pooling = false }.ToString()))
        {
            connection.Open();
            // Nobody reads it before it is renamed, and a broken one is made again.
            Run(connection, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;");
            Run(connection, Schema);
            using var transaction = connection.BeginTransaction();
            Fill(connection, settings, result, samples);
            transaction.Commit();
        }

        File.Move(temporary, path, overwrite: true);
    }

    private static void Fill(SqliteConnection connection, EvalSettings settings, EvalResult result, IReadOnlyList<SampleResult> samples)
    {
        Insert(connection, "runs", 1, result.Benchmark, result.Model, result.Strategy, result.Simulator, result.SamplesPerProblem, settings.Temperature, result.Seed,
            result.Complete, result.Official.Passed, result.Official.Total, result.Strict.Passed, result.Strict.Total);
        var byName = samples.ToDictionary(sample => (sample.Problem, sample.Sample));
        var id = 0;
        foreach (var problem in result.Problems)
        {
            foreach (var s in problem.Samples)
            {
                var details = byName[(problem.Id, s.Sample - 1)];
                Insert(connection, "samples", ++id, 1, problem.Id, problem.Category, s.Sample, s.Official, s.OfficialReason, ResultBuilder.Word(s.Strict), ResultBuilder.Word(s.Outcome), s.Reason, s.Simulator,
                    s.Compared, s.Mismatches, s.Turns, ResultBuilder.Word(s.StopReason), details.Solution.Code);
                foreach (var turn in details.Solution.Turns) foreach (var finding in turn.Diagnostics) Insert(connection, "diagnostics", id, turn.Number, finding);
                foreach (var finding in details.Grade.Diagnostics) Insert(connection, "diagnostics", id, null, finding);
                Insert(connection, "usage", id, s.Model, s.Usage.Requests, s.Usage.PromptTokens, s.Usage.CompletionTokens, s.Usage.CachedTokens, s.Usage.Retries,
                    s.Usage.CostUsd?.ToString(CultureInfo.InvariantCulture), string.Join(' ', s.Trouble.Select(t => $"{t.Key}:{t.Value}")));
            }
        }
    }

    private static void Insert(SqliteConnection connection, string table, int id, int? turn, Diagnostic finding) =>
        Insert(connection, table, id, turn, finding.Tool, ResultBuilder.Word(finding.Severity), finding.Code, finding.Message, finding.File, finding.Line, finding.Advice);

    private static void Insert(SqliteConnection connection, string table, params object?[] values)
    {
        using var command = connection.CreateCommand();
        // Table and parameter names are ours; every value is a parameter.
        command.CommandText = $"INSERT INTO {table} VALUES ({string.Join(", ", values.Select((_, i) => "$" + i))})";
        for (var i = 0; i < values.Length; i++) command.Parameters.AddWithValue("$" + i, values[i] ?? DBNull.Value);
        command.ExecuteNonQuery();
    }

    private static void Run(SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }
}
