// Run once by the MongoDB image, in the database afpools: the user that the Pool Servers are, who may do no more than they need.
db.createUser({
  user: "afpools",
  pwd: process.env.AFPOOLS_DB_PASSWORD,
  roles: [{ role: "readWrite", db: "afpools" }],
});
