// The page of `ibtr explore`: asks the program that served it for numbers.
"use strict";
(() => {
  const { token, model } = JSON.parse(document.getElementById("data").textContent);
  const main = document.getElementById("content");
  const heading = document.createElement("h1");
  heading.textContent = model.title;
  main.append(heading);

  async function ask(path, body) {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Ibtr-Token": token },
      body: JSON.stringify(body),
    });
    return answer.json();
  }

  const table = document.createElement("table");
  main.append(table);
  ask("/solve", { state: { set: {} }, sequence: 1 }).then((solution) => {
    for (const row of solution.landmarks) {
      const line = table.insertRow();
      line.insertCell().textContent = `${row.strategy}, ${row.time_years} years`;
      line.insertCell().textContent = row.per_100.toFixed(2);
    }
  });
})();
